using System.Collections.Immutable;

namespace CryptoFlow.Storage.Candles;

/// <summary>A page of stored history that was compared with the exchange.</summary>
/// <param name="Page">The page, on the grid of the exchange's page size. Its newest candles may have been still open at the comparison.</param>
/// <param name="At">When the page was compared, ms UTC by the exchange's clock.</param>
public sealed record PageComparison(TimeRange Page, long At);

/// <summary>The recorded comparisons of one series.</summary>
/// <param name="Series">The series.</param>
/// <param name="OldestTime">Open time of the oldest stored candle of the series, ms UTC, or null.</param>
/// <param name="Pages">The compared pages, ascending.</param>
public sealed record SeriesComparisons(SeriesKey Series, long? OldestTime, ImmutableArray<PageComparison> Pages);
