using System.Collections.Immutable;
using CryptoFlow.Exchanges;

namespace CryptoFlow.Collectors;

/// <summary>Turns missing ranges into requests. Pure.</summary>
public static class BackfillPlanner
{
    /// <summary>
    /// Plans the requests of all series, newest first, because users look at the newest candles first. The series are interleaved: after any number of requests,
    /// all series have about the same share done. Neighbouring holes share a request if that is cheaper (<see cref="WindowPlan"/>).
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

        // The sort key of a request is the share of its series' work that comes before the request. So the series are interleaved evenly.
        return
        [
            .. queues
                .SelectMany(q => q.Select((page, i) => (Page: page, Share: (double)i / q.Count)))
                .OrderBy(p => p.Share)
                .Select(p => p.Page),
        ];
    }

    /// <summary>The number of requests, their cost and their expected time.</summary>
    public static BackfillPlan Plan(ImmutableArray<PageTask> pages, IExchangeClient client)
    {
        var cost = pages.Sum(p => client.Cost(p.Series.Interval, (int)p.Candles));
        return new BackfillPlan(pages.Length, cost, pages.Sum(p => p.Missing), client.Budget.EstimateDuration(pages.Length, cost));
    }

    private static List<PageTask> PagesOf(SeriesKey series, ImmutableArray<TimeRange> missing, PageCosts costs) =>
        [.. WindowPlan.Cover(series.Interval, missing, costs).Select(w => new PageTask(series, w.Window) { Missing = w.Missing })];
}
