using System.Collections.Immutable;
using CryptoFlow.Exchanges;

namespace CryptoFlow.Collectors;

/// <summary>The window lengths that are worth a request: the longest window of each cost, because a longer window of the same cost brings more candles.</summary>
/// <param name="Levels">Ascending by length; the last level is a page.</param>
public sealed record PageCosts(ImmutableArray<PageCosts.Level> Levels)
{
    /// <summary>
    /// Added to the weight of each request, for the time that a request takes. With the value 2, Binance's pages of 1,000 candles (weight 5) are the best choice
    /// for a long range. By weight alone, twice as many requests of 499 candles would be better. Holes still share a window whenever that costs less weight.
    /// </summary>
    private const int PerRequest = 2;

    /// <param name="Candles">The longest window of this price.</param>
    /// <param name="Price">The exchange's cost plus the fixed price of a request.</param>
    public readonly record struct Level(int Candles, int Price);

    /// <summary>Candles of the longest window.</summary>
    public int PageSize => Levels[^1].Candles;

    /// <summary>The costs of an exchange's windows for an interval.</summary>
    public static PageCosts Of(IExchangeClient client, Interval interval) => Of(client.PageSize(interval), candles => client.Cost(interval, candles));

    /// <param name="pageSize">Candles of the longest window.</param>
    /// <param name="cost">The exchange's cost by the window's length; a longer window never costs less.</param>
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
