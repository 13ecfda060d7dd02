using CryptoFlow.Collectors;

namespace CryptoFlow.Torture;

/// <summary>What must hold of a file at the end of everything.</summary>
internal static class Audit
{
    /// <param name="database">The file, which nobody writes any more.</param>
    /// <param name="exchanges">What it must be equal to.</param>
    /// <param name="plan">What was to be collected.</param>
    /// <param name="until">Complete up to this time, ms UTC.</param>
    /// <param name="only">The series whose contents are looked at; null: all.</param>
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

            // Of a history that is still being fetched, gaps are no failure.
            .. only is null ? (Finding[])[Finding.Zero("open gaps", DatabaseAudit.OpenGaps(file))] : [],
        ];
    }
}
