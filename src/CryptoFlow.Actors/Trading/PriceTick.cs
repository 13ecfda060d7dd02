namespace CryptoFlow.Trading;

/// <summary>
/// Finds the tick of a contract (the step between two possible prices) from its candles: the greatest common divisor of their prices. It needs
/// no exchange, so it also works for imported candles. Trading/DESIGN.md, Decisions, "Prices are shown to the tick", has the rule and its
/// reason.
/// </summary>
/// <remarks>Immutable. Only the last one to two thousand candles count, because exchanges change ticks now and then.</remarks>
public sealed record PriceTick
{
    /// <summary>The least number of candles for a known tick, because the divisor of few prices may still be a multiple of the tick.</summary>
    public const int Least = 32;

    private const int Generation = 1_000;

    /// <summary>Prices are counted in units of 1 / this number. No contract has a smaller tick.</summary>
    private const decimal UnitsPerOne = 10_000_000_000m;

    /// <summary>The greatest price that is counted.</summary>
    private const double MostPrice = 900_000_000;

    private long _divisor;
    private long _previous;
    private int _candles;

    private PriceTick()
    {
    }

    public static PriceTick Unknown { get; } = new();

    /// <summary>The tick in quote currency, or null while it is unknown.</summary>
    public decimal? Value => _candles < Least && _previous == 0 || _divisor == 0 ? null : Gcd(_divisor, _previous) / UnitsPerOne;

    /// <summary>The tick after one more candle.</summary>
    public PriceTick With(in Candle candle)
    {
        var isNew = _candles == Generation;
        return new PriceTick
        {
            _divisor = Add(Add(Add(Add(isNew ? 0 : _divisor, candle.Open), candle.High), candle.Low), candle.Close),
            _previous = isNew ? _divisor : _previous,
            _candles = isNew ? 1 : _candles + 1,
        };
    }

    /// <summary>Rounds a price to the tick for display; unchanged if the tick is unknown.</summary>
    public static double Round(double price, decimal? tick) =>
        tick is { } step && Math.Abs(price) <= MostPrice ? (double)(Math.Round((decimal)price / step) * step) : price;

    /// <summary>Rounds a price that may be missing, such as a target.</summary>
    public static double? Round(double? price, decimal? tick) => price is { } known ? Round(known, tick) : null;

    /// <summary>The conversion of a double to a decimal keeps 15 significant digits, so the noise of binary fractions disappears.</summary>
    private static long Add(long divisor, double price) =>
        price is > 0 and <= MostPrice ? Gcd(divisor, (long)Math.Round((decimal)price * UnitsPerOne)) : divisor;

    private static long Gcd(long a, long b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }
}
