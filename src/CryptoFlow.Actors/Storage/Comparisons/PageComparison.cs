using System.Collections.Immutable;

namespace CryptoFlow.Storage.Comparisons;

/// <summary>A page of stored history that was compared with what the exchange has.</summary>
/// <param name="Page">The page, on the grid of the exchange's page size; its newest candles may not have closed when it was compared.</param>
/// <param name="At">When it was compared, ms UTC by the exchange's clock.</param>
public sealed record PageComparison(TimeRange Page, long At);

/// <summary>What the file says about the comparisons of one series.</summary>
/// <param name="Series">The series.</param>
/// <param name="OldestTime">Open time of its oldest stored candle, ms UTC, or null.</param>
/// <param name="Pages">The pages that were compared, ascending.</param>
public sealed record SeriesComparisons(SeriesKey Series, long? OldestTime, ImmutableArray<PageComparison> Pages);
