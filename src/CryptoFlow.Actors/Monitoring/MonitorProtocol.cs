using CryptoFlow.Collectors;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Monitoring;

/// <summary>What the writer and the readers tell the <see cref="StorageMonitorActor"/>, and the collectors the <see cref="SystemMonitorActor"/>.</summary>
public static class MonitorProtocol
{
    /// <summary>One message went through the writer, whatever came of it.</summary>
    /// <param name="Lane">The lane it waited in.</param>
    /// <param name="Series">The series it was about, if any.</param>
    /// <param name="QueueTime">From its arrival in the mailbox to its turn.</param>
    /// <param name="HandlerTime">From its turn to the reply, the lock wait included.</param>
    /// <param name="LockWait">What was waited for other programs' locks.</param>
    /// <param name="Rejection">Why it was refused, or null.</param>
    /// <param name="Rows">Rows inserted and updated.</param>
    /// <param name="Stats">The series' state after COMMIT, or null where nothing changed.</param>
    public sealed record WriteObserved(
        WriteLane Lane,
        SeriesKey? Series,
        TimeSpan QueueTime,
        TimeSpan HandlerTime,
        LockWait LockWait,
        WriteRejection? Rejection,
        int Rows,
        SeriesStats? Stats);

    /// <summary>The writer left the write lock free for other programs, for a whole pause.</summary>
    public sealed record WriterPaused
    {
        public static readonly WriterPaused Instance = new();

        private WriterPaused()
        {
        }
    }

    /// <summary>The writer rested after a page of backfill, since somebody reads.</summary>
    public sealed record WriterRested
    {
        public static readonly WriterRested Instance = new();

        private WriterRested()
        {
        }
    }

    /// <summary>One query went through a reader, or was refused.</summary>
    /// <param name="Reader">The reader's number, from 1; 0 for the router.</param>
    /// <param name="Query">What was asked (<see cref="Storage.Readers.IReadMessage.Kind"/>).</param>
    /// <param name="QueueTime">From its arrival at the router to a reader.</param>
    /// <param name="HandlerTime">From there to the answer.</param>
    /// <param name="LockWait">What was waited for other programs' locks.</param>
    /// <param name="Outcome">How it ended.</param>
    public sealed record ReadObserved(int Reader, string Query, TimeSpan QueueTime, TimeSpan HandlerTime, LockWait LockWait, ReadOutcome Outcome);

    /// <summary>The router's state, half a second after a query came, and every half second while one is under way or waits.</summary>
    public sealed record ReadersReported(int Readers, int InFlight, int Waiting, int WaitingPeak);

    /// <summary>The writer checkpointed.</summary>
    public sealed record CheckpointObserved(CheckpointOutcome Outcome);

    /// <summary>The writer has opened the file.</summary>
    public sealed record WriterOpened
    {
        public static readonly WriterOpened Instance = new();

        private WriterOpened()
        {
        }
    }

    /// <summary>The writer cannot write now (disk full, read-only, I/O error), or can again when <paramref name="Failure"/> is null.</summary>
    public sealed record WriterConditionChanged(string? Failure);

    /// <summary>A query met damage in the file.</summary>
    public sealed record FileDamaged(string Detail);

    /// <summary>The state of an exchange's collector, sent on each change and with progress.</summary>
    public sealed record CollectorReported(CollectorState State);

    /// <summary>The storage monitor tells its observation now, the system monitor shows its snapshot now; otherwise the next tick does. No answer.</summary>
    public sealed record ShowHealth
    {
        public static readonly ShowHealth Instance = new();

        private ShowHealth()
        {
        }
    }
}

/// <summary>How a query ended.</summary>
public enum ReadOutcome
{
    /// <summary>With its record.</summary>
    Answered,

    /// <summary>Its deadline passed while it waited.</summary>
    Expired,

    /// <summary>Its deadline passed while it ran, or it was cut short because it pinned the WAL.</summary>
    Interrupted,

    /// <summary>The queue was full, or the readers not open.</summary>
    Refused,

    /// <summary>SQLite refused.</summary>
    Failed,
}

/// <summary>What is stored of a series.</summary>
/// <param name="Series">The series.</param>
/// <param name="Rows">Stored candles, kept by the writer in the same transaction as the candles.</param>
/// <param name="OldestTime">Open time of the oldest, ms UTC, or null while empty.</param>
/// <param name="NewestTime">Open time of the newest, ms UTC, or null while empty.</param>
/// <param name="Version">Counts committed changes.</param>
public sealed record SeriesStats(SeriesKey Series, long Rows, long? OldestTime, long? NewestTime, long Version);
