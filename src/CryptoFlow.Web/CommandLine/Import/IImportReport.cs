using CryptoFlow.Import;

namespace CryptoFlow.Web.CommandLine.Import;

/// <summary>Shows an import.</summary>
internal interface IImportReport
{
    /// <summary>Runs the import and shows its progress.</summary>
    Task<ImportSummary> FollowAsync(ImportOrder order, CandleImport import, CancellationToken cancellation);

    /// <summary>Shows the outcome.</summary>
    void End(ImportOrder order, ImportSummary summary);
}

/// <summary>Sentences that the reports for people share.</summary>
internal static class ImportText
{
    private const int MostSeries = 40;

    public static string Progress(ImportOrder order, CandleImport import) =>
        $"{order.File}: {Rows(import.Summary.Rows)}" + (import.Share is { } share ? $", {(int)(100 * share)} %." : ".");

    public static IEnumerable<string> End(ImportOrder order, ImportSummary s)
    {
        yield return $"{order.File}: {Rows(s.Rows)}, {s.Candles:N0} candles of {(order.Series is { } series ? $"{series}" : $"{s.Series.Length} series")}"
            + (s is { Oldest: { } oldest, Newest: { } newest } ? $", opened {Time(oldest)} to {Time(newest)} UTC." : ".");
        if (order.Series is null)
        {
            foreach (var part in s.Series.Take(MostSeries))
                yield return $"  {part.Series}: {part.Candles:N0} candles";
            if (s.Series.Length > MostSeries)
                yield return $"  and {s.Series.Length - MostSeries} series more";
        }

        yield return order.DryRun ? "Checked only: nothing was stored." : $"{s.Inserted:N0} inserted, {s.Updated:N0} updated, {s.Unchanged:N0} unchanged.";
        if (s.NotKept > 0)
            yield return $"{s.NotKept:N0} left out: retention (CryptoFlow:Retention) does not keep candles of their time.";
        if (s.Duplicates > 0)
            yield return $"{Rows(s.Duplicates)} left out as duplicates of earlier rows.";
        if (s.Rejected == 0)
            yield break;

        yield return $"{Rows(s.Rejected)} rejected{(order.DryRun ? "" : " and not imported")}:";
        foreach (var row in s.RejectedRows)
            yield return $"  {(order.Series is null ? "id" : "line")} {row.Line}: {row.Reason}";
        if (s.Rejected > s.RejectedRows.Length)
            yield return $"  and {s.Rejected - s.RejectedRows.Length:N0} more";
    }

    private static string Rows(long count) => count == 1 ? "1 row" : $"{count:N0} rows";

    private static string Time(long time) => $"{DateTimeOffset.FromUnixTimeMilliseconds(time):yyyy-MM-dd HH:mm}";
}
