using CryptoFlow.Collectors;

namespace CryptoFlow.Testing.Processes;

/// <summary>Checks that must hold for a file, whatever happened to the program that writes it. The checks read the file as another program does.</summary>
public static class DatabaseAudit
{
    public static string Integrity(ForeignConnection file) => file.Scalar<string>("PRAGMA integrity_check");

    /// <summary>Number of gaps that the ledger still wants to fill.</summary>
    public static long OpenGaps(ForeignConnection file) => file.Scalar<long>("SELECT count(*) FROM gaps WHERE verdict IN ('open', 'repairing')");

    /// <summary>Series whose row count in the table <c>series</c> differs from the real number of rows, in words.</summary>
    public static List<string> Miscounted(ForeignConnection file, CollectionPlan plan) =>
    [
        .. plan.Series.Select(series =>
        {
            var of = $"WHERE symbol = '{series.Instrument.StorageKey}'";
            var kept = file.Scalar<long>($"SELECT ifnull(sum(row_count), 0) FROM series {of} AND interval = {series.Interval.Minutes}");
            var counted = file.Scalar<long>($"SELECT count(*) FROM candles_{series.Interval.Minutes} {of}");
            return kept == counted ? null : $"{series}: {kept} kept, {counted} counted";
        }).OfType<string>(),
    ];

    /// <summary>
    /// The differences between the file and the exchanges, in words: every stored row, every field, and every candle of the history
    /// up to <paramref name="until"/> (ms UTC).
    /// </summary>
    public static async Task<List<string>> DifferencesAsync(
        ForeignConnection file, SimulatorProcess simulator, CollectionPlan plan, long until, Func<SeriesKey, bool>? only = null)
    {
        var differences = new List<string>();
        foreach (var series in plan.Series.Where(only ?? (_ => true)))
        {
            var history = ExchangeTruth.HistoryOf(plan, series, until);
            var oldest = file.Scalar<long>($"SELECT ifnull(min(time), {history.From}) FROM candles_{series.Interval.Minutes} WHERE symbol = '{series.Instrument.StorageKey}'");
            var truth = await simulator.CandlesAsync(series, Math.Min(oldest, history.From));
            differences.AddRange(ExchangeTruth.Differences(file, series, truth, history));
        }

        return differences;
    }
}
