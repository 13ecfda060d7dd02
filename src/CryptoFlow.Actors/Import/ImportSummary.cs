using System.Collections.Immutable;

namespace CryptoFlow.Import;

/// <summary>A row that was not imported.</summary>
/// <param name="Line">Its line in the file, from 1; in a database its id.</param>
/// <param name="Reason">Why not.</param>
public sealed record RejectedRow(long Line, string Reason);

/// <summary>How many candles of a series a source holds.</summary>
public sealed record SeriesCandles(SeriesKey Series, long Candles);

/// <summary>The result of an import so far.</summary>
/// <param name="Rows">Rows read; header and blank lines do not count.</param>
/// <param name="Inserted">Candles that were new.</param>
/// <param name="Updated">Candles that were stored with other values.</param>
/// <param name="Unchanged">Candles that were stored as they are.</param>
/// <param name="Duplicates">Rows that are equal to an earlier row with the same open time.</param>
/// <param name="Rejected">Rows that were not imported.</param>
/// <param name="RejectedRows">The first <see cref="CandleImport.MaxDescribed"/> rejected rows.</param>
/// <param name="Candles">Rows that are valid candles, each open time counted once.</param>
/// <param name="Oldest">The oldest open time of these candles, ms UTC, or null.</param>
/// <param name="Newest">The newest open time of these candles, ms UTC, or null.</param>
/// <param name="Series">These candles by series, in the order of symbol and interval.</param>
public sealed record ImportSummary(
    long Rows,
    long Candles,
    long Inserted,
    long Updated,
    long Unchanged,
    long Duplicates,
    long Rejected,
    ImmutableArray<RejectedRow> RejectedRows,
    long? Oldest,
    long? Newest,
    ImmutableArray<SeriesCandles> Series)
{
    /// <summary>Candles that were left out, because retention does not keep candles of their time.</summary>
    public long NotKept { get; init; }
}
