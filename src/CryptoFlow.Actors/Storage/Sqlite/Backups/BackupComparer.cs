using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.StartUp;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>
/// Compares a copy with the database from which it was made, one series in one short transaction. A series whose version is still that of the snapshot has not
/// changed, so all its months must be equal. Of a series that got candles since, a month may differ, and the copy must hold as many candles as its snapshot
/// records (Backups/DESIGN.md).
/// </summary>
internal static class BackupComparer
{
    /// <exception cref="BackupException">The copy does not hold what the database held.</exception>
    public static BackupComparison Compare(BackupManifest copy, StorageConnection live, CancellationToken cancellation)
    {
        if (FileContents.IdentityOf(live) != copy.DatabaseId)
            throw new BackupException(BackupFailure.Differs, "The database was replaced by another one while its backup was made; try again.");
        var (equal, changed) = (0, 0);
        foreach (var series in copy.Series)
        {
            var now = CandleHashes.Of(live, series.Symbol, series.Interval, cancellation);
            var other = DifferingMonths(series, now).ToList();
            if (other.Count > 0 && now.Version == series.Version)
                throw new BackupException(BackupFailure.Differs, $"The copy differs from the database: {series}, {Named(other)}. Another program may have changed candles meanwhile; try again.");
            if (other.Count > 0 && series.Recorded is { } recorded && recorded != series.Candles)
                throw new BackupException(BackupFailure.Differs, $"The copy holds {series.Candles} candles of {series}, and its snapshot records {recorded}; try again.");
            changed += other.Count;
            equal += series.Months.Count(m => now.Months.Contains(m));
        }

        return new BackupComparison(equal, changed);
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
