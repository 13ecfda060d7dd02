using CryptoFlow.Import;

namespace CryptoFlow.Web.CommandLine.Import;

/// <summary>What <c>import --json</c> prints.</summary>
/// <param name="File">As it was named.</param>
/// <param name="Symbol">The series' key in the file: <c>BINANCE:BTCUSDT</c>.</param>
/// <param name="Tf">The interval, minutes.</param>
/// <param name="DryRun">Whether the rows were only checked.</param>
/// <param name="Rows">Rows read; header and blank lines do not count.</param>
/// <param name="Candles">Rows that are candles, each open time once.</param>
/// <param name="Inserted">Candles that were new.</param>
/// <param name="Updated">Candles that were stored with other values.</param>
/// <param name="Unchanged">Candles that were stored as they are.</param>
/// <param name="Duplicates">Rows that say what an earlier row has said.</param>
/// <param name="Rejected">Rows that were not imported.</param>
/// <param name="RejectedRows">The first 20 of them.</param>
/// <param name="OldestTime">Oldest open time, ms UTC, or null.</param>
/// <param name="NewestTime">Newest open time, ms UTC, or null.</param>
internal sealed record ImportAnswer(
    string File,
    string Symbol,
    int Tf,
    bool DryRun,
    long Rows,
    long Candles,
    long Inserted,
    long Updated,
    long Unchanged,
    long Duplicates,
    long Rejected,
    IReadOnlyList<RejectedRow> RejectedRows,
    long? OldestTime,
    long? NewestTime)
{
    public static ImportAnswer Of(ImportOrder order, ImportSummary s) => new(
        order.File,
        order.Series.Instrument.StorageKey,
        order.Series.Interval.Minutes,
        order.DryRun,
        s.Rows,
        s.Candles,
        s.Inserted,
        s.Updated,
        s.Unchanged,
        s.Duplicates,
        s.Rejected,
        s.RejectedRows,
        s.Oldest,
        s.Newest);
}
