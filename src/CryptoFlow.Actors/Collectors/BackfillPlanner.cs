using System.Collections.Immutable;
using CryptoFlow.Exchanges;

namespace CryptoFlow.Collectors;

/// <summary>Turns missing ranges into requests. Pure.</summary>
public static class BackfillPlanner
{
    /// <summary>
    /// The requests of all series, newest first, the series side by side: after any number of requests every series is about
    /// equally far, and what users look at first is there first.
    /// </summary>
    /// <param name="missing">Missing ranges per series.</param>
    /// <param name="pageSize">Candles of one request.</param>
    public static ImmutableArray<PageTask> Pages(IReadOnlyDictionary<SeriesKey, ImmutableArray<TimeRange>> missing, Func<Interval, int> pageSize)
    {
        var queues = missing
            .OrderByDescending(m => m.Key.Interval)
            .ThenBy(m => m.Key.Symbol, StringComparer.Ordinal)
            .Select(m => GapFinder.Paginate(m.Key.Interval, m.Value, pageSize(m.Key.Interval)).Select(r => new PageTask(m.Key, r)).ToList())
            .Where(q => q.Count > 0)
            .ToList();

        // Each request gets the share of its series' work that is done before it; sorting by that interleaves them evenly.
        return
        [
            .. queues
                .SelectMany(q => q.Select((page, i) => (Page: page, Share: (double)i / q.Count)))
                .OrderBy(p => p.Share)
                .Select(p => p.Page),
        ];
    }

    /// <summary>What the requests take.</summary>
    public static BackfillPlan Plan(ImmutableArray<PageTask> pages, IExchangeClient client)
    {
        var cost = pages.Sum(p => client.Cost(p.Series.Interval, (int)p.Candles));
        return new BackfillPlan(pages.Length, cost, pages.Sum(p => p.Candles), client.Budget.EstimateDuration(pages.Length, cost));
    }

    /// <summary>
    /// Leaves out what lies before the market's first day: it counts as asked for, without a request for each page of it.
    /// </summary>
    /// <param name="missing">Missing ranges of a series, ascending.</param>
    /// <param name="firstDay">00:00 UTC of the market's first day, ms, or null where the market is older than the history.</param>
    public static (ImmutableArray<TimeRange> ToAsk, ImmutableArray<TimeRange> BeforeListing) CutAtListing(ImmutableArray<TimeRange> missing, long? firstDay)
    {
        if (firstDay is not { } first)
            return (missing, []);
        TimeRange[] before = [new TimeRange(long.MinValue, first)];
        TimeRange[] since = [new TimeRange(first, long.MaxValue)];
        return (GapFinder.Subtract(missing, before), GapFinder.Subtract(missing, since));
    }
}
