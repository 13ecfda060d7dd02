using System.Diagnostics;
using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.StartUp;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>
/// Makes one backup: copies a snapshot under a temporary name, proves the copy, writes its manifest, and gives both their final names. Never writes to the database,
/// so it works beside a writer of this or of another process.
/// </summary>
internal static class BackupMaker
{
    /// <summary>Space that must remain on the disk after the copy.</summary>
    private const long SpareBytes = 16L * 1024 * 1024;

    /// <param name="settings">The database.</param>
    /// <param name="to">The new file, absolute. Its directory exists.</param>
    /// <param name="time">The clock.</param>
    /// <param name="board">Shows the storage monitor that the copy holds a snapshot; null if there is no monitor in this process.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="BackupException">No backup was made; no file is left.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled; no file is left.</exception>
    public static ProvedBackup Make(StorageSettings settings, string to, TimeProvider time, ReaderBoard? board = null, CancellationToken cancellation = default)
    {
        var partial = BackupFiles.PartialFor(to);
        try
        {
            var started = Stopwatch.GetTimestamp();
            RefuseWithoutRoom(settings, to);
            var at = time.GetUtcNow().ToUnixTimeMilliseconds();
            var wal = new FileInfo(settings.Path + "-wal");
            board?.BackupBegins(time.GetTimestamp());
            var held = SnapshotCopy.Make(settings, partial, () => SizeOf(wal), cancellation);
            board?.BackupEnds();
            FileSync.File(partial);
            var manifest = Prove(settings, partial, at, cancellation);
            PutInPlace(partial, to, manifest);
            return new ProvedBackup(to, manifest, held, Stopwatch.GetElapsedTime(started));
        }
        catch (SqliteStoreException stopped) when (CancellableReads.IsCancelled(stopped, cancellation))
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (SqliteStoreException failure)
        {
            throw new BackupException(BackupFailure.File, $"The backup {to} cannot be made: {failure.Message.TrimEnd('.')}.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(BackupFailure.File, $"The backup {to} cannot be made: {failure.Message.TrimEnd('.')}.");
        }
        finally
        {
            board?.BackupEnds();
            BackupFiles.DeleteWithSideFiles(partial);
        }
    }

    private static long SizeOf(FileInfo file)
    {
        file.Refresh();
        return file.Exists ? file.Length : 0;
    }

    /// <summary>Refuses a copy for which the disk has not enough space: if the database is on the same disk, a full disk would stop the writer, too.</summary>
    private static void RefuseWithoutRoom(StorageSettings settings, string to)
    {
        using var connection = StorageConnection.OpenReader(settings);
        var needed = (connection.QueryInt64("PRAGMA page_count") - connection.QueryInt64("PRAGMA freelist_count")) * connection.QueryInt64("PRAGMA page_size");
        var free = new DriveInfo(Path.GetDirectoryName(to)!).AvailableFreeSpace;
        if (free < needed + SpareBytes)
            throw new BackupException(BackupFailure.NoRoom, $"The disk of {to} has {free / (1024 * 1024)} MB left, and the backup needs {(needed + SpareBytes) / (1024 * 1024)} MB; make room, or choose another directory.");
    }

    /// <summary>Opens the finished copy, checks it, and compares it with the database.</summary>
    private static BackupManifest Prove(StorageSettings settings, string partial, long at, CancellationToken cancellation)
    {
        BackupManifest manifest;
        SnapshotMark? mark;
        using (var copy = CancellableReads.Open(settings with { Path = partial }, cancellation))
        {
            if (Integrity(copy) is { } damage)
                throw new BackupException(BackupFailure.Differs, $"The copy of {settings.Path} is damaged: {damage}");
            manifest = new BackupManifest(
                MonthHashes.Recipe,
                at,
                FileContents.IdentityOf(copy),
                FileContents.OriginOf(copy),
                copy.QueryInt64("PRAGMA user_version"),
                new FileInfo(partial).Length,
                "",
                new BackupComparison(0, 0),
                CandleHashes.Of(copy, cancellation));
            mark = SnapshotMark.Of(copy);
        }

        using (var live = CancellableReads.Open(settings, cancellation))
            manifest = manifest with { Compared = BackupComparer.Compare(manifest, mark, live, cancellation) };
        return manifest with { Sha256 = FileSync.Sha256(partial, cancellation) };
    }

    /// <summary>The first finding of <c>integrity_check</c>; null if there is none.</summary>
    internal static string? Integrity(StorageConnection connection) => connection.QueryText("PRAGMA integrity_check(1)") is var verdict and not "ok" ? verdict : null;

    /// <summary>Renames the manifest first: a kill between the two renames leaves a manifest without a backup, which does no harm.</summary>
    private static void PutInPlace(string partial, string to, BackupManifest manifest)
    {
        var bytes = manifest.ToBytes();
        var named = BackupManifest.PathFor(to, bytes);
        var aside = BackupFiles.PartialFor(named);
        try
        {
            File.WriteAllBytes(aside, bytes);
            FileSync.File(aside);
            FileSync.PutInPlace(aside, named);
            FileSync.PutInPlace(partial, to);
        }
        catch
        {
            File.Delete(aside);
            File.Delete(named);
            throw;
        }
    }
}
