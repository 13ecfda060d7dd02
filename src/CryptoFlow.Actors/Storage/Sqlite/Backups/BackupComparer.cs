using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.StartUp;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>
/// Compares a copy with the database from which it was made, one series in one short transaction. If the version of a series is still that of the snapshot, the
/// series has not changed, so all its months must be equal. If the series has changed, the changes are undone, and then all its months must be equal, too. If the
/// changes cannot be undone, the copy must have as many candles as its snapshot records (Backups/DESIGN.md).
/// </summary>
internal static class BackupComparer
{
    /// <param name="copy">The contents of the copy.</param>
    /// <param name="mark">The end of the copy's records of changes; null if the copy has no such records.</param>
    /// <param name="live">The database.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="BackupException">The copy does not have the candles that the database had.</exception>
    public static BackupComparison Compare(BackupManifest copy, SnapshotMark? mark, StorageConnection live, CancellationToken cancellation)
    {
        if (FileContents.IdentityOf(live) != copy.DatabaseId)
            throw new BackupException(BackupFailure.Differs, "The database was replaced by another one while its backup was made; try again.");
        var (equal, changed, byCount) = (0, 0, 0);
        foreach (var series in copy.Series)
        {
            var now = CandleHashes.Of(live, series.Symbol, series.Interval, cancellation);
            var other = DifferingMonths(series, now).ToList();
            if (other.Count > 0 && now.Version == series.Version)
                throw new BackupException(BackupFailure.Differs, $"The copy differs from the database: {series}, {Named(other)}. Another program may have changed candles meanwhile; try again.");
            if (other.Count > 0 && series.Recorded is { } recorded && recorded != series.Candles)
                throw new BackupException(BackupFailure.Differs, $"The copy holds {series.Candles} candles of {series}, and its snapshot records {recorded}; try again.");
            if (other.Count > 0)
                byCount += CountedOnly(series, other, mark, live, cancellation);
            changed += other.Count;
            equal += series.Months.Count(m => now.Months.Contains(m));
        }

        return new BackupComparison(equal, changed, byCount);
    }

    /// <summary>Compares the months that differ with the candles that the series had at the snapshot.</summary>
    /// <returns>The number of these months for which only the count of the series could be compared.</returns>
    private static int CountedOnly(SeriesHash series, List<string> other, SnapshotMark? mark, StorageConnection live, CancellationToken cancellation)
    {
        if (mark is null || SnapshotCandles.Read(live, series.Symbol, series.Interval, mark, cancellation) is not { } candles)
            return other.Count;

        // Retention does not record the candles that it removes. Since the snapshot it may have removed candles of its boundary's month and of earlier months.
        var removedTo = RetentionBoundary(live, series) is { } boundary ? MonthHashes.NameOf(boundary) : "";
        var then = series with { Months = [.. MonthHashes.Of(candles, cancellation)] };
        var differing = DifferingMonths(series, then).Where(month => string.CompareOrdinal(month, removedTo) > 0).ToList();
        if (differing.Count > 0)
            throw new BackupException(BackupFailure.Differs, $"The copy differs from what the database held at the snapshot: {series}, {Named(differing)}. Another program may have changed candles meanwhile; try again.");
        return other.Count(month => string.CompareOrdinal(month, removedTo) <= 0);
    }

    private static long? RetentionBoundary(StorageConnection live, SeriesHash series)
    {
        using var row = live.PrepareOnce($"SELECT {RetentionColumn.Of(live)} FROM series WHERE symbol = ?1 AND interval = ?2");
        row.Bind(1, series.Symbol).Bind(2, series.Interval);
        return row.Step() ? row.GetNullableInt64(0) : null;
    }

    /// <summary>The months whose candles are not the same in both.</summary>
    public static IEnumerable<string> DifferingMonths(SeriesHash one, SeriesHash other) => one.Months
        .Concat(other.Months)
        .GroupBy(m => m.Month)
        .Where(month => month.Count() != 2 || month.First() != month.Last())
        .Select(month => month.Key);

    internal static string Named(IReadOnlyCollection<string> months) =>
        $"{(months.Count == 1 ? "month" : "months")} {string.Join(", ", months.Take(5))}{(months.Count > 5 ? $" and {months.Count - 5} more" : "")}";
}
