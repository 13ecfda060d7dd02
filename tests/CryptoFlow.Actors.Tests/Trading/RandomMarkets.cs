using CryptoFlow.Testing;
using CsCheck;

namespace CryptoFlow.Trading;

/// <summary>Plans of random markets: calm or wild, with or without a trend, with ties, equal touches and holes.</summary>
internal static class RandomMarkets
{
    /// <summary>Plans of markets with this number of hours.</summary>
    public static Gen<MarketPlan> Plans(int least, int most) =>
        Gen.Select(
            Gen.Select(Gen.Int, Gen.Int[least, most], Gen.Int[0, 3]),
            Gen.Select(Any(0.07, 40.0, 110_000.0), Any(200, 400, 100_000)),
            Gen.Select(Any(0.001, 0.0025, 0.006), Any(0.0, 0.02, 0.1)),
            Gen.Select(Any(0.0, 0.0, 0.02, 0.2), Any(0.0, 0.5, 1.0)),
            (shape, price, moves, holes) => new MarketPlan(
                shape.Item1, shape.Item2, shape.Item3, price.Item1, price.Item2, moves.Item1, moves.Item2, holes.Item1, holes.Item2));

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
