using System.Runtime.InteropServices;
using CryptoFlow.Market;
using CryptoFlow.Storage.Candles;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The compared pages of a series as columns of differences (readers.proto, SeriesComparisons): years of history have thousands of pages.</summary>
internal static class ComparisonColumns
{
    public static Proto.SeriesComparisons ToWire(SeriesComparisons comparisons)
    {
        var wire = new Proto.SeriesComparisons { Series = comparisons.Series.ToWire() };
        if (comparisons.OldestTime is { } oldest)
            wire.OldestTime = oldest;
        var count = comparisons.Pages.Length;
        (wire.FromSteps.Capacity, wire.Lengths.Capacity, wire.AtSteps.Capacity) = (count, count, count);
        var (from, at) = (0L, 0L);
        foreach (var page in comparisons.Pages)
        {
            wire.FromSteps.Add(unchecked(page.Page.From - from));
            wire.Lengths.Add(unchecked(page.Page.To - page.Page.From));
            wire.AtSteps.Add(unchecked(page.At - at));
            (from, at) = (page.Page.From, page.At);
        }

        return wire;
    }

    /// <exception cref="InvalidDataException">The columns have different lengths.</exception>
    public static SeriesComparisons FromWire(Proto.SeriesComparisons wire)
    {
        if (wire.Lengths.Count != wire.FromSteps.Count || wire.AtSteps.Count != wire.FromSteps.Count)
            throw new InvalidDataException("The columns of the compared pages have different lengths.");
        var pages = new PageComparison[wire.FromSteps.Count];
        var (from, at) = (0L, 0L);
        for (var i = 0; i < pages.Length; i++)
        {
            from = unchecked(from + wire.FromSteps[i]);
            at = unchecked(at + wire.AtSteps[i]);
            pages[i] = new PageComparison(new TimeRange(from, unchecked(from + wire.Lengths[i])), at);
        }

        return new SeriesComparisons(
            wire.Series.Needed().FromWire(), wire.HasOldestTime ? wire.OldestTime : null, ImmutableCollectionsMarshal.AsImmutableArray(pages));
    }
}
