using System.Text.Json.Serialization;
using CryptoFlow.Import;

namespace CryptoFlow.Web.CommandLine.Import;

/// <summary>The output of <c>import --json</c>.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Symbol">The series' key in the file: <c>BINANCE:BTCUSDT</c>. Absent for a database.</param>
/// <param name="Tf">The interval, minutes. Absent for a database.</param>
/// <param name="DryRun">True when the rows were checked but not stored.</param>
/// <param name="Rows">Rows read, without header lines and blank lines.</param>
/// <param name="Candles">Rows that are closed candles, each open time counted once.</param>
/// <param name="Inserted">Candles that were new.</param>
/// <param name="Updated">Candles that were already stored with other values, which were replaced.</param>
/// <param name="Unchanged">Candles that were already stored with the same values.</param>
/// <param name="NotKept">Candles that were left out, because retention (<c>CryptoFlow:Retention</c>) does not keep candles of their time.</param>
/// <param name="Duplicates">Rows that repeat an earlier row.</param>
/// <param name="Rejected">Rows that were not imported.</param>
/// <param name="RejectedRows">The first 20 rejected rows.</param>
/// <param name="OldestTime">Oldest open time, ms UTC, or null.</param>
/// <param name="NewestTime">Newest open time, ms UTC, or null.</param>
/// <param name="Series">Of a database: the candles by series. Absent for a CSV file.</param>
internal sealed record ImportAnswer(
    string File,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Symbol,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Tf,
    bool DryRun,
    long Rows,
    long Candles,
    long Inserted,
    long Updated,
    long Unchanged,
    long NotKept,
    long Duplicates,
    long Rejected,
    IReadOnlyList<RejectedRow> RejectedRows,
    long? OldestTime,
    long? NewestTime,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ImportedSeries>? Series)
{
    public static ImportAnswer Of(ImportOrder order, ImportSummary s) => new(
        order.File,
        order.Series?.Instrument.StorageKey,
        order.Series?.Interval.Minutes,
        order.DryRun,
        s.Rows,
        s.Candles,
        s.Inserted,
        s.Updated,
        s.Unchanged,
        s.NotKept,
        s.Duplicates,
        s.Rejected,
        s.RejectedRows,
        s.Oldest,
        s.Newest,
        order.Series is null ? [.. s.Series.Select(p => new ImportedSeries(p.Series.Instrument.StorageKey, p.Series.Interval.Minutes, p.Candles))] : null);
}

/// <summary>The candles of one series in an imported database.</summary>
internal sealed record ImportedSeries(string Symbol, int Tf, long Candles);
