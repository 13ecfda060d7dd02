using System.Collections.Immutable;

namespace CryptoFlow.Market;

/// <summary>
/// Compares what should be there with what is. Pure: the collectors work from the ranges it returns and never from the
/// newest stored time, since a hole inside of a series would then stay for ever.
/// </summary>
public static class GapFinder
{
    /// <summary>
    /// The maximal ranges of <paramref name="expected"/> that hold no candle.
    /// </summary>
    /// <param name="interval">The grid.</param>
    /// <param name="expected">What should be there; its ends are widened inwards to the grid (from up, to down).</param>
    /// <param name="presentOpenTimes">Stored open times, ascending; what lies outside of the range or off the grid does not count.</param>
    public static ImmutableArray<TimeRange> FindMissing(Interval interval, TimeRange expected, IEnumerable<long> presentOpenTimes)
    {
        var step = interval.Milliseconds;
        var cursor = interval.Ceiling(expected.From);
        var end = interval.Floor(expected.To);
        var missing = ImmutableArray.CreateBuilder<TimeRange>();

        foreach (var open in presentOpenTimes)
        {
            if (open < cursor || !interval.IsAligned(open))
                continue;
            if (open >= end)
                break;
            if (open > cursor)
                missing.Add(new TimeRange(cursor, open));
            cursor = open + step;
        }

        if (cursor < end)
            missing.Add(new TimeRange(cursor, end));
        return missing.ToImmutable();
    }

    /// <summary>The parts of <paramref name="ranges"/> that no range of <paramref name="excluded"/> covers; both ascending and disjoint.</summary>
    public static ImmutableArray<TimeRange> Subtract(IEnumerable<TimeRange> ranges, IReadOnlyList<TimeRange> excluded)
    {
        var rest = ImmutableArray.CreateBuilder<TimeRange>();
        foreach (var range in ranges)
        {
            var from = range.From;
            foreach (var hole in excluded)
            {
                if (hole.To <= from || hole.From >= range.To)
                    continue;
                if (hole.From > from)
                    rest.Add(new TimeRange(from, hole.From));
                from = Math.Max(from, hole.To);
            }

            if (from < range.To)
                rest.Add(new TimeRange(from, range.To));
        }

        return rest.ToImmutable();
    }

    /// <summary>
    /// Cuts ranges into requests of at most <paramref name="pageSize"/> candles on the interval's grid, newest first: what
    /// users look at is the newest.
    /// </summary>
    public static IEnumerable<TimeRange> Paginate(Interval interval, IEnumerable<TimeRange> ranges, int pageSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        var span = interval.Milliseconds * pageSize;
        foreach (var range in ranges.OrderByDescending(r => r.From))
        {
            for (var to = range.To; to > range.From; to -= span)
                yield return new TimeRange(Math.Max(range.From, to - span), to);
        }
    }
}
