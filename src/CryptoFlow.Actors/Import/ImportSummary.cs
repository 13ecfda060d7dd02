using System.Collections.Immutable;

namespace CryptoFlow.Import;

/// <summary>A row that was not imported.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Reason">Why not.</param>
public sealed record RejectedRow(long Line, string Reason);

/// <summary>What became of a file so far.</summary>
/// <param name="Rows">Rows read; header and blank lines do not count.</param>
/// <param name="Inserted">Candles that were new.</param>
/// <param name="Updated">Candles that were stored with other values.</param>
/// <param name="Unchanged">Candles that were stored as they are.</param>
/// <param name="Duplicates">Rows that say what an earlier row has said.</param>
/// <param name="Rejected">Rows that were not imported.</param>
/// <param name="RejectedRows">The first <see cref="CandleImport.MaxDescribed"/> of them.</param>
/// <param name="Candles">Rows that are candles, each open time once.</param>
/// <param name="Oldest">The oldest of these candles' open times, ms UTC, or null.</param>
/// <param name="Newest">The newest one, or null.</param>
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
    long? Newest);
