using System.Diagnostics;
using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Sqlite.Engine;
using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>
/// Copies one snapshot of a database that others read and write, by <c>VACUUM INTO</c> on a read-only connection of its own. The snapshot prevents a WAL reset. So
/// it lasts only for the copy, and the copy is ended when the WAL comes near its bound (Backups/DESIGN.md).
/// </summary>
internal static class SnapshotCopy
{
    /// <summary>The copy is ended when the WAL file has grown to this size (48 of 64 MB).</summary>
    public const long MostWalBytes = 48L * 1024 * 1024;

    /// <summary>Number of instructions of SQLite's virtual machine between two checks of the WAL's size. A check is one <c>stat</c>.</summary>
    private const int InstructionsBetweenLooks = 2_000;

    /// <param name="settings">The database.</param>
    /// <param name="to">The new file. It must not exist.</param>
    /// <param name="walBytes">The size of the WAL file now, bytes.</param>
    /// <param name="cancellation">Ends the copy.</param>
    /// <returns>How long the snapshot was held.</returns>
    /// <exception cref="BackupException">The copy was ended because of the WAL's size, or the disk is full.</exception>
    /// <exception cref="SqliteStoreException">The database cannot be read, or the copy cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The copy was cancelled.</exception>
    public static TimeSpan Make(StorageSettings settings, string to, Func<long> walBytes, CancellationToken cancellation)
    {
        using var connection = StorageConnection.OpenForCopy(settings, cancellation);
        var atStart = walBytes();
        var pressing = false;
        raw.sqlite3_progress_handler(
            connection.Handle,
            InstructionsBetweenLooks,
            _ =>
            {
                // A WAL file that was already this large may have few frames: SQLite reuses the file from its beginning.
                pressing = walBytes() is var now && now >= MostWalBytes && now > atStart;
                return pressing || cancellation.IsCancellationRequested ? 1 : 0;
            },
            null);
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var copy = connection.PrepareOnce("VACUUM INTO ?1");
            copy.Bind(1, to).Run();
            return Stopwatch.GetElapsedTime(started);
        }
        catch (SqliteStoreException stopped) when (stopped.Failure == StoreFailure.Interrupted)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new BackupException(
                BackupFailure.Postponed,
                $"The copy was given up after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s, because its snapshot kept the WAL ({walBytes() / (1024 * 1024)} MB) from being emptied while much was written; try again in a quieter minute.");
        }
        catch (SqliteStoreException full) when (full.Failure == StoreFailure.Full)
        {
            throw new BackupException(BackupFailure.NoRoom, $"The disk of {to} is full; make room, or choose another directory.");
        }
    }
}
