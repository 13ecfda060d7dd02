using System.Collections.Immutable;

namespace CryptoFlow.Market;

/// <summary>Sets of open times as ascending, disjoint ranges. Every operation is one pass over its arguments.</summary>
public static class TimeRanges
{
    /// <summary>The union of ranges in any order, ascending, with touching and overlapping ranges joined.</summary>
    public static ImmutableArray<TimeRange> Union(IEnumerable<TimeRange> ranges)
    {
        var union = ImmutableArray.CreateBuilder<TimeRange>();
        foreach (var range in ranges.Where(r => !r.IsEmpty).OrderBy(r => r.From))
        {
            if (union.Count > 0 && range.From <= union[^1].To)
                union[^1] = union[^1] with { To = Math.Max(union[^1].To, range.To) };
            else
                union.Add(range);
        }

        return union.ToImmutable();
    }

    /// <summary>The intersection of two sets, both ascending and disjoint.</summary>
    public static ImmutableArray<TimeRange> Intersect(IReadOnlyList<TimeRange> left, IReadOnlyList<TimeRange> right)
    {
        var common = ImmutableArray.CreateBuilder<TimeRange>();
        for (var (l, r) = (0, 0); l < left.Count && r < right.Count;)
        {
            var both = left[l].Intersect(right[r]);
            if (!both.IsEmpty)
                common.Add(both);
            if (left[l].To < right[r].To)
                l++;
            else
                r++;
        }

        return common.ToImmutable();
    }

    /// <summary>The part of an ascending, disjoint set that lies within a range.</summary>
    public static ImmutableArray<TimeRange> Within(ImmutableArray<TimeRange> ranges, TimeRange range)
    {
        if (range.IsEmpty)
            return [];
        var part = ImmutableArray.CreateBuilder<TimeRange>();
        for (var i = FirstEndingAfter(ranges, range.From); i < ranges.Length && ranges[i].From < range.To; i++)
            part.Add(ranges[i].Intersect(range));
        return part.ToImmutable();
    }

    /// <summary>Index of the first range that ends after a time; the number of ranges if there is none.</summary>
    private static int FirstEndingAfter(ImmutableArray<TimeRange> ranges, long time)
    {
        var (low, high) = (0, ranges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].To <= time)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
