using System.Globalization;
using System.Security.Cryptography;
using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.StartUp;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>
/// Replaces a database that no process writes by a checked copy of a backup. Overwrites nothing: the replaced database is renamed together with its <c>-wal</c> and
/// <c>-shm</c>, because SQLite would replay an old WAL into the new file without a warning (Backups/DESIGN.md).
/// </summary>
internal static class DatabaseRestore
{
    private const string KeptMark = ".replaced-";

    /// <exception cref="BackupException">The restore is refused or failed. The message names the place of each file.</exception>
    /// <exception cref="FileRefusedException">A process has the right to write the database, or the right cannot be taken.</exception>
    public static RestoreOutcome Run(StorageSettings settings, RestoreOrder order, TimeProvider time, CancellationToken cancellation)
    {
        var from = RealPath.Of(order.From);
        if (from == settings.Path)
            throw new BackupException(BackupFailure.Refused, $"--from is the database {settings.Path} itself.");
        EngineGuard.Check(settings);
        var contents = order.Unproved ? BackupCheck.CheckUnproved(from, cancellation) : BackupCheck.Check(from, cancellation);
        RefuseOtherOrigin(settings, contents);
        if (order.DryRun)
        {
            return DatabaseLock.IsHeld(settings.Path)
                ? throw new BackupException(BackupFailure.Refused, $"A process writes the database {settings.Path}; the backup is sound, and can be restored when that process is stopped.")
                : new RestoreOutcome(from, settings.Path, contents, null, Restored: false);
        }

        using var right = DatabaseLock.Acquire(settings.Path);
        var partial = BackupFiles.PartialFor(settings.Path);
        string? kept = null;
        try
        {
            BackupFiles.DeleteLeftovers(Path.GetDirectoryName(settings.Path)!, name => name == Path.GetFileName(settings.Path));
            CopyChecked(from, partial, contents, cancellation);
            MakeReady(settings with { Path = partial });
            FileSync.File(partial);
            kept = MoveAside(settings.Path, time);
            FileSync.PutInPlace(partial, settings.Path);
            CountAfterOpening(settings, contents, kept);
            return new RestoreOutcome(from, settings.Path, contents, kept, Restored: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SqliteStoreException)
        {
            throw new BackupException(BackupFailure.File, $"The database {settings.Path} cannot be restored: {failure.Message.TrimEnd('.')}.{Where(kept)}");
        }
        finally
        {
            BackupFiles.DeleteWithSideFiles(partial);
        }
    }

    /// <summary>
    /// To be called at a start that finds no database. A restore that was killed while it renamed the old database leaves the database's WAL, which contains
    /// commits.
    /// </summary>
    /// <exception cref="FileRefusedException">The start is refused.</exception>
    public static void RefuseInterrupted(string path)
    {
        if (new FileInfo(path + "-wal") is { Exists: true, Length: > 0 } && InterruptedBefore(path) is { } kept)
            throw new FileRefusedException(FileRefusal.Incomplete, $"There is a {path}-wal and no database {path}: a restore was interrupted, and the -wal belongs to {kept}. Run the restore again.");
    }

    /// <summary>Candles of the simulator must not replace candles of the exchanges, nor the other way round.</summary>
    private static void RefuseOtherOrigin(StorageSettings settings, BackupManifest contents)
    {
        if (!File.Exists(settings.Path))
            return;
        try
        {
            using var replaced = StorageConnection.OpenReader(settings);
            if (replaced.QueryInt64("SELECT count(*) FROM sqlite_master WHERE name = 'meta'") > 0 && FileContents.OriginOf(replaced) is { } origin && origin != contents.Origin)
                throw new BackupException(BackupFailure.Refused, $"The backup holds candles of the {contents.Origin ?? "unknown origin"}, and the database {settings.Path} holds candles of the {origin}; name another file with --database.");
        }
        catch (SqliteStoreException)
        {
            // The replaced database may be damaged. A damaged database is a reason for a restore.
        }
    }

    /// <summary>Hashes the copy, too, because the copy becomes the database.</summary>
    private static void CopyChecked(string from, string partial, BackupManifest contents, CancellationToken cancellation)
    {
        File.Copy(from, partial);
        if (contents.Sha256.Length > 0 && FileSync.Sha256(partial, cancellation) != contents.Sha256)
            throw new BackupException(BackupFailure.Differs, $"The copy of {from} is not equal to it; the disk or the memory fails. Nothing was restored.");
    }

    /// <summary>
    /// Sets WAL mode, because a backup is not in WAL mode, and readers of such a file would block the writer. Sets a new identity, because clients may have seen
    /// other candles under the series versions that follow.
    /// </summary>
    private static void MakeReady(StorageSettings partial)
    {
        using var connection = StorageConnection.OpenWriter(partial);
        FileContents.SetIdentity(connection, RandomNumberGenerator.GetHexString(32, lowercase: true));
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>
    /// Renames the database and its side files, the database first. A kill in between leaves a <c>-wal</c> without its database. A start then refuses the directory,
    /// and the next restore moves the <c>-wal</c> to its database.
    /// </summary>
    private static string? MoveAside(string path, TimeProvider time)
    {
        var exists = File.Exists(path);
        if (!exists && !BackupFiles.SideFiles.Any(suffix => File.Exists(path + suffix)))
            return null;
        var kept = exists || InterruptedBefore(path) is not { } earlier
            ? $"{path}{KeptMark}{time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}"
            : earlier;
        if (exists)
            File.Move(path, kept, overwrite: false);
        foreach (var suffix in BackupFiles.SideFiles.Where(suffix => File.Exists(path + suffix)))
            File.Move(path + suffix, kept + suffix, overwrite: false);
        FileSync.DirectoryOf(path);
        return kept;
    }

    /// <summary>The database that an interrupted restore has renamed without its <c>-wal</c>; null if there is none.</summary>
    private static string? InterruptedBefore(string path) => Directory
        .EnumerateFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}{KeptMark}*Z")
        .Where(kept => !BackupFiles.SideFiles.Any(suffix => File.Exists(kept + suffix)))
        .Order(StringComparer.Ordinal)
        .LastOrDefault();

    private static string Where(string? kept) => kept is null ? "" : $" The replaced database is {kept}.";

    private static void CountAfterOpening(StorageSettings settings, BackupManifest contents, string? kept)
    {
        using var connection = StorageConnection.OpenWriter(settings);
        connection.RefuseMovedFile();
        var now = CandleHashes.Of(connection, CancellationToken.None);
        if (!now.Select(s => (s.Symbol, s.Interval, s.Candles)).SequenceEqual(contents.Series.Select(s => (s.Symbol, s.Interval, s.Candles)))
            || now.Zip(contents.Series).Any(pair => BackupComparer.DifferingMonths(pair.First, pair.Second).Any()))
            throw new BackupException(BackupFailure.Differs, $"The restored database {settings.Path} does not hold what the backup holds. Do not start a server on it; restore another backup.{Where(kept)}");
    }
}
