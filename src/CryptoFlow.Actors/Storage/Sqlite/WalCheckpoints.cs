using System.Diagnostics;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Writer;
using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>Runs checkpoints on the writer's connection.</summary>
/// <param name="connection">The writer's connection.</param>
/// <param name="patience">The busy timeout of the connection. A TRUNCATE checkpoint changes it for its duration.</param>
internal sealed class WalCheckpoints(StorageConnection connection, TimeSpan patience)
{
    /// <summary>SQLITE_CHECKPOINT_NOOP (since 3.51): reports the state of the WAL and moves no frame.</summary>
    private const int CheckpointNoop = -1;

    /// <summary>How long a TRUNCATE checkpoint waits for readers: longer than one of our queries takes. During the wait the writer writes nothing.</summary>
    private static readonly TimeSpan TruncatePatience = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc cref="IWriteStore.Checkpoint"/>
    public CheckpointOutcome Run(CheckpointMode mode)
    {
        var started = Stopwatch.GetTimestamp();
        if (mode == CheckpointMode.Truncate)
            connection.Patience = TruncatePatience;
        try
        {
            var (_, pagesBefore, doneBefore) = Call(CheckpointNoop);
            var (busy, pages, done) = Call(mode == CheckpointMode.Truncate ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE);

            // After TRUNCATE both counts are 0: the moved frames are those that were in the WAL before.
            var moved = (pages == 0 ? pagesBefore : done) - doneBefore;
            return new CheckpointOutcome(mode, busy || done < pages, pages, done, Math.Max(0, moved), Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            connection.Patience = patience;

            // Discard the wait for our own readers: it is part of the checkpoint's outcome, not a wait for another program's lock.
            connection.TakeLockWait();
        }
    }

    private (bool Busy, int Pages, int Done) Call(int mode)
    {
        var result = raw.sqlite3_wal_checkpoint_v2(connection.Handle, null, mode, out var pages, out var done);
        return (result & 0xff) is raw.SQLITE_OK or raw.SQLITE_BUSY
            ? (result != raw.SQLITE_OK, Math.Max(0, pages), Math.Max(0, done))
            : throw SqliteStoreException.From(connection.Handle, $"wal_checkpoint({mode})");
    }
}
