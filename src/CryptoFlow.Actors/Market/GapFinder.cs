using System.Collections.Immutable;

namespace CryptoFlow.Market;

/// <summary>
/// Finds the missing ranges of a series: compares the expected range with the stored open times. Pure. The collectors ask for the ranges that it returns. They
/// never continue from the newest stored time, because a hole inside a series would then stay for ever.
/// </summary>
public static class GapFinder
{
    /// <summary>
    /// The maximal ranges of <paramref name="expected"/> that hold no candle.
    /// </summary>
    /// <param name="interval">The grid.</param>
    /// <param name="expected">The range that should be stored. Its ends are rounded inwards to the grid (from up, to down).</param>
    /// <param name="presentOpenTimes">Stored open times, ascending. Times outside the range or off the grid are ignored.</param>
    public static ImmutableArray<TimeRange> FindMissing(Interval interval, TimeRange expected, IEnumerable<long> presentOpenTimes) =>
        FindMissing(interval, expected, presentOpenTimes, int.MaxValue).Missing;

    /// <summary>
    /// Finds at most <paramref name="most"/> ranges (1 or more). <c>Searched</c> is the part of <paramref name="expected"/> for which the result is complete: the
    /// whole range, or the part up to the end of the last range found.
    /// </summary>
    public static (TimeRange Searched, ImmutableArray<TimeRange> Missing) FindMissing(
        Interval interval, TimeRange expected, IEnumerable<long> presentOpenTimes, int most)
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
            if (missing.Count == most)
                return (expected with { To = open }, missing.ToImmutable());
            cursor = open + step;
        }

        if (cursor < end)
            missing.Add(new TimeRange(cursor, end));
        return (expected, missing.ToImmutable());
    }

    /// <summary>The parts of <paramref name="ranges"/> that no range of <paramref name="excluded"/> covers; both ascending and disjoint.</summary>
    public static ImmutableArray<TimeRange> Subtract(IEnumerable<TimeRange> ranges, IReadOnlyList<TimeRange> excluded)
    {
        var rest = ImmutableArray.CreateBuilder<TimeRange>();
        var next = 0;
        foreach (var range in ranges)
        {
            var from = range.From;
            while (next < excluded.Count && excluded[next].To <= from)
                next++;

            // The last excluded range may overlap the next range, too, so the next range starts with it again.
            for (var i = next; i < excluded.Count && excluded[i].From < range.To; i++)
            {
                if (excluded[i].From > from)
                    rest.Add(new TimeRange(from, excluded[i].From));
                from = Math.Max(from, excluded[i].To);
            }

            if (from < range.To)
                rest.Add(new TimeRange(from, range.To));
        }

        return rest.ToImmutable();
    }
}
