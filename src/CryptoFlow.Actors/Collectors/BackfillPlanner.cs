using System.Collections.Immutable;
using CryptoFlow.Exchanges;

namespace CryptoFlow.Collectors;

/// <summary>Turns missing ranges into requests. Pure.</summary>
public static class BackfillPlanner
{
    /// <summary>
    /// The requests of all series, newest first, the series side by side: after any number of requests every series is about
    /// equally far, and what users look at first is there first. Holes near each other share a request where that is cheaper (<see cref="WindowPlan"/>).
    /// </summary>
    /// <param name="missing">Missing ranges per series, ascending and disjoint.</param>
    /// <param name="costs">What the exchange's windows cost.</param>
    public static ImmutableArray<PageTask> Pages(IReadOnlyDictionary<SeriesKey, ImmutableArray<TimeRange>> missing, Func<Interval, PageCosts> costs)
    {
        var queues = missing
            .OrderByDescending(m => m.Key.Interval)
            .ThenBy(m => m.Key.Symbol, StringComparer.Ordinal)
            .Select(m => PagesOf(m.Key, m.Value, costs(m.Key.Interval)))
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
        return new BackfillPlan(pages.Length, cost, pages.Sum(p => p.Missing), client.Budget.EstimateDuration(pages.Length, cost));
    }

    private static List<PageTask> PagesOf(SeriesKey series, ImmutableArray<TimeRange> missing, PageCosts costs) =>
        [.. WindowPlan.Cover(series.Interval, missing, costs).Select(w => new PageTask(series, w.Window) { Missing = w.Missing })];
}
