using System.Collections.Immutable;

namespace CryptoFlow.Collectors;

/// <summary>
/// Covers the missing candles of a series with windows no longer than a page. Neighbouring holes share a request where that costs less than
/// separate requests. Pure.
/// </summary>
/// <remarks>
/// <para>
/// Planning starts at the newest missing candle. A window that ends at the newest uncovered candle may have the longest length of its price at
/// no extra cost, so only these lengths are tried (<see cref="PageCosts"/>). For each candle that can be reached, the plan keeps the cheapest way to it, as in a
/// shortest-path search. Of two ways with the same price, the way with fewer requests wins. At the end each window is cut to its missing candles.
/// </para>
/// <para>
/// The result is the lowest possible price for each stretch. Two rules bound the work. First, stretches are planned separately if no window can
/// bridge the space between them, and after every <see cref="PagesPerStretch"/> pages. Second, full pages are cut from a hole of more than two
/// pages before the search. Each of these cuts can cost one window more than the lowest price.
/// </para>
/// </remarks>
internal static class WindowPlan
{
    private const int PagesPerStretch = 50;

    /// <summary>The windows, newest first, each with the number of missing candles in it.</summary>
    /// <param name="interval">The grid.</param>
    /// <param name="missing">Ascending, disjoint, on the grid.</param>
    /// <param name="costs">What windows cost.</param>
    public static List<(TimeRange Window, long Missing)> Cover(Interval interval, ImmutableArray<TimeRange> missing, PageCosts costs)
    {
        var windows = new List<(TimeRange, long)>();
        var page = costs.PageSize * interval.Milliseconds;
        var stretch = new List<TimeRange>(); // newest first
        for (var i = missing.Length - 1; i >= 0; i--)
        {
            var range = missing[i];
            if (stretch.Count > 0 && (stretch[^1].From - range.To >= page || stretch[0].To - range.To >= PagesPerStretch * page))
                CoverStretch();
            if (range.To - range.From > 2 * page)
            {
                CoverStretch();
                for (; range.To - range.From > 2 * page; range = range with { To = range.To - page })
                    windows.Add((range with { From = range.To - page }, costs.PageSize));
            }

            stretch.Add(range);
        }

        CoverStretch();
        return windows;

        void CoverStretch()
        {
            if (stretch.Count > 0)
                windows.AddRange(Cheapest(interval, stretch, costs));
            stretch.Clear();
        }
    }

    /// <param name="interval">The grid.</param>
    /// <param name="holes">Newest first.</param>
    /// <param name="costs">What windows cost.</param>
    private static IEnumerable<(TimeRange Window, long Missing)> Cheapest(Interval interval, List<TimeRange> holes, PageCosts costs)
    {
        var step = interval.Milliseconds;
        var all = holes[0].To;
        var done = holes[^1].From;

        // A key is the end of the newest candle that is not covered yet. All uncovered missing candles lie before it.
        var best = new Dictionary<long, Way> { [all] = new Way(0, 0, all) };
        var open = new PriorityQueue<long, long>([(all, -all)]);
        while (open.Peek() is var end && end > done)
        {
            open.Dequeue();
            var way = best[end];
            foreach (var level in costs.Levels)
            {
                var next = NewestUncovered(holes, end - (level.Candles * step), done);
                var there = new Way(way.Price + level.Price, way.Requests + 1, end);
                if (!best.TryGetValue(next, out var known))
                    open.Enqueue(next, -next);
                if (known.Requests == 0 || (there.Price, there.Requests).CompareTo((known.Price, known.Requests)) < 0)
                    best[next] = there;
            }
        }

        var places = new Stack<long>();
        for (var place = done; place != all; place = best[place].Before)
            places.Push(best[place].Before);
        var (hole, rest) = (0, holes[0]);
        while (places.TryPop(out var end))
        {
            var next = places.TryPeek(out var before) ? before : done;
            var (from, missing) = (end, 0L);
            while (hole < holes.Count && rest.To > next)
            {
                from = Math.Max(rest.From, next);
                missing += (rest.To - from) / step;
                rest = rest with { To = from };
                if (rest.IsEmpty && ++hole < holes.Count)
                    rest = holes[hole];
            }

            yield return (new TimeRange(from, end), missing);
        }
    }

    /// <summary>The end of the newest missing candle that opens before <paramref name="before"/>; <paramref name="done"/> if there is none.</summary>
    private static long NewestUncovered(List<TimeRange> holes, long before, long done)
    {
        var (low, high) = (0, holes.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (holes[middle].From >= before)
                low = middle + 1;
            else
                high = middle;
        }

        return low == holes.Count ? done : Math.Min(holes[low].To, before);
    }

    /// <summary>The cheapest way to a key, and the key before it.</summary>
    private readonly record struct Way(int Price, int Requests, long Before);
}
