using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.Schema;
using CryptoFlow.Storage.Sqlite.StartUp;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>
/// Compares a backup with its manifest. The hash of the whole file detects every changed bit, also in indexes and unused bytes, which <c>integrity_check</c> and the
/// hashes of the candles do not cover. If the file differs, the hashes of the months show which candles differ.
/// </summary>
internal static class BackupCheck
{
    /// <param name="path">The backup, absolute.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <returns>The manifest of the backup.</returns>
    /// <exception cref="BackupException">The backup must not be used; the message says why.</exception>
    public static BackupManifest Check(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            throw new BackupException(BackupFailure.File, $"There is no file {path}.");
        RefuseSideFiles(path);
        var manifest = BackupManifest.Read(path);
        var bytes = new FileInfo(path).Length;
        if (bytes != manifest.Bytes)
            throw new BackupException(BackupFailure.Differs, $"The backup {path} has {bytes} bytes, and its manifest says {manifest.Bytes}: it was cut off or changed.");
        if (FileSync.Sha256(path, cancellation) != manifest.Sha256)
            throw new BackupException(BackupFailure.Differs, $"The backup {path} is not the file that was made: its SHA-256 is another than its manifest says. {WhereItDiffers(path, manifest, cancellation)}");
        RefuseContents(path, cancellation);
        return manifest;
    }

    /// <summary>Checks a file without a manifest. The check can only show that the file is a sound CryptoFlow database.</summary>
    /// <returns>The contents of the file, computed now.</returns>
    /// <exception cref="BackupException">The file must not be used; the message says why.</exception>
    public static BackupManifest CheckUnproved(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            throw new BackupException(BackupFailure.File, $"There is no file {path}.");
        RefuseSideFiles(path);
        RefuseContents(path, cancellation);
        using var file = Open(path, cancellation);
        return new BackupManifest(
            MonthHashes.Recipe,
            0,
            FileContents.IdentityOf(file),
            FileContents.OriginOf(file),
            file.QueryInt64("PRAGMA user_version"),
            new FileInfo(path).Length,
            "",
            new BackupComparison(0, 0),
            CandleHashes.Of(file, cancellation));
    }

    /// <summary>SQLite would replay a journal or a WAL beside the file, even if it belongs to another file.</summary>
    private static void RefuseSideFiles(string path)
    {
        // A reader leaves an empty -wal and a -shm. Both are harmless.
        foreach (var suffix in (string[])["-journal", "-wal"])
        {
            if (new FileInfo(path + suffix) is { Exists: true, Length: > 0 })
                throw new BackupException(BackupFailure.Refused, $"Beside the backup {path} lies {path}{suffix}, so a program has written to the backup, or the file is of another database; a backup consists of one file.");
        }
    }

    private static void RefuseContents(string path, CancellationToken cancellation)
    {
        try
        {
            using var file = Open(path, cancellation);
            SchemaMigrator.RefuseWhatIsNotOurs(file);
            if (file.QueryInt64("PRAGMA user_version") == 0)
                throw new BackupException(BackupFailure.Refused, $"The file {path} is an empty database.");
            if (BackupMaker.Integrity(file) is { } damage)
                throw new BackupException(BackupFailure.Differs, $"The file {path} is damaged: {damage}");
        }
        catch (FileRefusedException refused)
        {
            throw new BackupException(BackupFailure.Refused, $"The file {path} cannot be used: {refused.Message}");
        }
        catch (SqliteStoreException stopped) when (CancellableReads.IsCancelled(stopped, cancellation))
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (SqliteStoreException unreadable)
        {
            throw new BackupException(BackupFailure.Differs, $"The file {path} cannot be read as a database: {unreadable.Message}");
        }
    }

    /// <summary>Names the candles that differ, as far as the damaged file can still be read.</summary>
    private static string WhereItDiffers(string path, BackupManifest manifest, CancellationToken cancellation)
    {
        try
        {
            using var file = Open(path, cancellation);
            var found = CandleHashes.Of(file, cancellation).ToDictionary(s => (s.Symbol, s.Interval));
            var differing = manifest.Series
                .Select(s => (Series: s, Months: BackupComparer.DifferingMonths(s, found.GetValueOrDefault((s.Symbol, s.Interval)) ?? s with { Months = [] }).ToList()))
                .Where(d => d.Months.Count > 0)
                .Select(d => $"{d.Series}, {BackupComparer.Named(d.Months)}")
                .ToList();
            return differing.Count == 0
                ? "No candle differs: the change is elsewhere in the file."
                : $"Candles differ: {string.Join("; ", differing.Take(5))}{(differing.Count > 5 ? $"; and {differing.Count - 5} more series" : "")}.";
        }
        catch (SqliteStoreException unreadable)
        {
            return $"It cannot be read as a database: {unreadable.Message}";
        }
    }

    private static StorageConnection Open(string path, CancellationToken cancellation) =>
        CancellableReads.Open(StorageSettings.From(new DatabaseOptions { Path = path }, []), cancellation);
}
