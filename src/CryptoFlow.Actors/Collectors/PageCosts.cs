using System.Collections.Immutable;
using CryptoFlow.Exchanges;

namespace CryptoFlow.Collectors;

/// <summary>Window lengths that are worth asking for: of each cost the longest one, since a longer window of the same cost asks for more.</summary>
/// <param name="Levels">Ascending by length; the last one is a page.</param>
public sealed record PageCosts(ImmutableArray<PageCosts.Level> Levels)
{
    /// <summary>
    /// A request's own price beside its weight, for the time that it takes. Two of it make Binance's pages of 1,000 (weight 5) the best ones for a long range, where weight
    /// alone would take twice as many requests of 499; and holes share a window whenever that costs less weight.
    /// </summary>
    private const int PerRequest = 2;

    /// <param name="Candles">Longest window of this price.</param>
    /// <param name="Price">The exchange's cost and the price of a request.</param>
    public readonly record struct Level(int Candles, int Price);

    /// <summary>Candles of the longest window.</summary>
    public int PageSize => Levels[^1].Candles;

    /// <summary>What an exchange takes for windows of an interval.</summary>
    public static PageCosts Of(IExchangeClient client, Interval interval) => Of(client.PageSize(interval), candles => client.Cost(interval, candles));

    /// <param name="pageSize">Candles of the longest window.</param>
    /// <param name="cost">The exchange's cost by the window's length; never falls with it.</param>
    public static PageCosts Of(int pageSize, Func<int, int> cost)
    {
        var levels = ImmutableArray.CreateBuilder<Level>();
        for (var candles = 1; candles <= pageSize; candles++)
        {
            var level = new Level(candles, cost(candles) + PerRequest);
            if (levels.Count > 0 && levels[^1].Price == level.Price)
                levels[^1] = level;
            else
                levels.Add(level);
        }

        return new PageCosts(levels.ToImmutable());
    }
}
