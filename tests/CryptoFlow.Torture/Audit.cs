using CryptoFlow.Collectors;

namespace CryptoFlow.Torture;

/// <summary>The promises that a database file must keep at the end of a run.</summary>
internal static class Audit
{
    /// <param name="database">The file. No program writes the file any more.</param>
    /// <param name="exchanges">The exchanges that the file must agree with.</param>
    /// <param name="plan">The series and the histories that the program had to collect.</param>
    /// <param name="until">The file must be complete up to this time, ms UTC.</param>
    /// <param name="only">Selects the series whose contents are compared; null: all series.</param>
    public static async Task<IReadOnlyList<Finding>> FindingsAsync(
        string database, SimulatorProcess exchanges, CollectionPlan plan, long until, Func<SeriesKey, bool>? only = null)
    {
        using var file = new ForeignConnection(database, readOnly: true);
        var integrity = DatabaseAudit.Integrity(file);
        var rows = plan.Intervals.Sum(i => file.Scalar<long>($"SELECT count(*) FROM candles_{i.Minutes}"));
        return
        [
            Finding.Equal("integrity_check", integrity, "ok"),
            Finding.True("candles stored", $"{rows:N0}", "some", rows > 0),
            Finding.None("candles that differ from the exchange or are missing", await DatabaseAudit.DifferencesAsync(file, exchanges, plan, until, only)),
            Finding.None("series with a wrong row count", DatabaseAudit.Miscounted(file, plan)),

            // While a program still fetches a history, open gaps are no failure.
            .. only is null ? (Finding[])[Finding.Zero("open gaps", DatabaseAudit.OpenGaps(file))] : [],
        ];
    }
}
