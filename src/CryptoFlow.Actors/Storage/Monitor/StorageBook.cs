using System.Collections.Immutable;
using CryptoFlow.Storage.Monitor.DayRecord;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Retention;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;

namespace CryptoFlow.Storage.Monitor;

/// <summary>The sums of all reports of the writer and the readers. Used from the storage monitor only.</summary>
/// <param name="time">The clock of the record.</param>
internal sealed class StorageBook(TimeProvider time)
{
    /// <summary>The longest time for which a message may wait for the writer. A sync page should be stored within seconds.</summary>
    public static readonly TimeSpan WaitTooLong = TimeSpan.FromSeconds(5);

    private readonly Dictionary<WriteLane, DurationRecorder> _queueTime = NewByLane();
    private readonly Dictionary<WriteLane, DurationRecorder> _handlerTime = NewByLane();
    private readonly DurationRecorder _readQueueTime = new();
    private readonly DurationRecorder _readHandlerTime = new();
    private readonly LockWaitBook _lockWaits = new();
    private readonly IdleShare _writerIdle = new();
    private readonly Dictionary<ReadOutcome, long> _reads = Enum.GetValues<ReadOutcome>().ToDictionary(o => o, _ => 0L);
    private ReadersReported _readers = new(0, 0, 0, 0);
    private long _committed;
    private long _rows;
    private long _rejected;
    private long _checkpoints;
    private long _checkpointsBusy;
    private long _pagesMoved;
    private long _pauses;
    private long _rests;
    private CheckpointOutcome? _lastCheckpoint;
    private DateTimeOffset? _lastCheckpointAt;
    private long? _epoch;
    private long? _openedAt;

    /// <summary>The last 24 hours.</summary>
    public StorageRecord Record { get; } = new(time);

    /// <summary>The lock waits by hour. They are not sent to the writer while it cannot write.</summary>
    public LockWaitHours LockWaitHours { get; } = new(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>The status of retention; null if all candles are kept.</summary>
    public RetentionStatus? Retention { get; private set; }

    public bool WriterOpen { get; private set; }

    public string? WriterFailure { get; private set; }

    /// <summary>When a write last timed out waiting for another program's lock. All times here are on a monotonic clock.</summary>
    public TimeSpan? LastLockTimeoutAt { get; private set; }

    /// <summary>When the writer last dequeued a message that had waited too long.</summary>
    public TimeSpan? LastLongWaitAt { get; private set; }

    /// <summary>When a query last failed on the file.</summary>
    public TimeSpan? LastReadFailureAt { get; private set; }

    /// <summary>When a message last changed candles.</summary>
    public TimeSpan? LastCommitAt { get; private set; }

    /// <summary>True if the last checkpoint moved nothing because a snapshot pinned the WAL.</summary>
    public bool LastCheckpointFruitless => _lastCheckpoint is { Fruitless: true };

    /// <summary>How long the last checkpoint took.</summary>
    public TimeSpan LastCheckpointTook => _lastCheckpoint?.Duration ?? TimeSpan.Zero;

    public int ReadsInFlight => _readers.InFlight;

    public int ReadersOpen => _readers.Readers;

    /// <param name="epoch">The epoch under which the writer writes.</param>
    /// <param name="now">Now, ms UTC.</param>
    public void Opened(long epoch, long now)
    {
        WriterOpen = true;
        WriterFailure = null;
        if (epoch != _epoch)
            (_epoch, _openedAt) = (epoch, now);
    }

    public void Condition(string? failure)
    {
        WriterFailure = failure;
        WriterOpen |= failure is null;
    }

    public void Add(WriteObserved write, TimeSpan now)
    {
        _queueTime[write.Lane].Add(write.QueueTime);
        _handlerTime[write.Lane].Add(write.HandlerTime);
        _writerIdle.Worked(write.HandlerTime);
        Record.Add(write);
        AddLockWait(LockWaitBook.Writer, write.LockWait);
        if (write.LockWait.WasRefused)
            LastLockTimeoutAt = now;
        if (write.QueueTime >= WaitTooLong)
            LastLongWaitAt = now;
        if (write.Rejection is not null)
        {
            _rejected++;
            return;
        }

        _committed++;
        _rows += write.Rows;
        if (write.Rows > 0)
            LastCommitAt = now;
    }

    public void Add(RetentionReported retention) => Retention = retention.Status.Rules.IsEmpty ? null : retention.Status;

    public void Add(ReadObserved read, TimeSpan now)
    {
        _reads[read.Outcome]++;
        Record.Add(read);
        if (read.Outcome == ReadOutcome.Failed)
            LastReadFailureAt = now;
        if (read.Outcome == ReadOutcome.Refused)
            return;
        _readQueueTime.Add(read.QueueTime);
        _readHandlerTime.Add(read.HandlerTime);
        if (read.Reader > 0)
            AddLockWait(LockWaitBook.Reader(read.Reader), read.LockWait);
    }

    public void Add(ReadersReported readers)
    {
        _readers = readers;

        // Connections that never waited are included, with 0.
        for (var number = 1; number <= readers.Readers; number++)
            AddLockWait(LockWaitBook.Reader(number), default);
    }

    public void Add(CheckpointObserved checkpoint, DateTimeOffset now)
    {
        _checkpoints++;
        Record.Add(checkpoint);
        if (checkpoint.Outcome.Busy)
            _checkpointsBusy++;
        _lastCheckpoint = checkpoint.Outcome;
        _pagesMoved += checkpoint.Outcome.MovedPages;
        _lastCheckpointAt = now;
    }

    /// <summary>The order to record the lock waits that is due now, or null.</summary>
    public WriterProtocol.RecordLockWaits? DueLockWaits(TimeSpan now) =>
        WriterOpen && WriterFailure is null ? LockWaitHours.Next(time.GetUtcNow().ToUnixTimeMilliseconds(), now) : null;

    public void AddPause() => _pauses++;

    public void AddRest() => _rests++;

    public void AddLockWait(string connection, LockWait wait)
    {
        _lockWaits.Add(connection, wait);
        if (wait.Happened)
            LockWaitHours.Add(wait, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    public WriterHealth Writer(WriterQueueStats queue, LockHolder? lockHeldBy, TimeSpan now) => new(
        WriterOpen,
        WriterFailure,
        queue.Depth,
        queue.Peak,
        queue.Refused,
        _committed,
        _rows,
        _rejected,
        ByLane(_queueTime),
        ByLane(_handlerTime),
        Math.Round(_writerIdle.At(now), 4),
        Math.Round(_writerIdle.Busy.TotalMilliseconds, 3),
        _pauses,
        _rests,
        lockHeldBy,
        queue.OldestWait,
        _epoch,
        _openedAt)
    {
        QueueDepthByLane = Enum.GetValues<WriteLane>().ToImmutableSortedDictionary(NameOf, queue.DepthOf),
    };

    public ReadersHealth Readers() => new(
        _readers.Readers,
        _readers.InFlight,
        _readers.Waiting,
        _readers.WaitingPeak,
        _reads[ReadOutcome.Answered],
        _reads[ReadOutcome.Expired],
        _reads[ReadOutcome.Refused],
        _reads[ReadOutcome.Failed],
        _readQueueTime.Snapshot(),
        _readHandlerTime.Snapshot(),
        _reads[ReadOutcome.Interrupted]);

    public WalHealth Wal(DatabaseLook look, LockHolder? pinnedBy) => new(
        look.WalPages,
        look.CheckpointedPages,
        look.WalFileBytes,
        _lastCheckpoint,
        _lastCheckpointAt?.ToUnixTimeMilliseconds(),
        _checkpoints,
        _checkpointsBusy,
        _pagesMoved,
        pinnedBy);

    public ImmutableSortedDictionary<string, LockWaitHealth> LockWaits() => _lockWaits.Snapshot();

    private static Dictionary<WriteLane, DurationRecorder> NewByLane() =>
        Enum.GetValues<WriteLane>().ToDictionary(lane => lane, _ => new DurationRecorder());

    private static ImmutableSortedDictionary<string, DurationStats> ByLane(Dictionary<WriteLane, DurationRecorder> recorders) =>
        recorders.ToImmutableSortedDictionary(r => NameOf(r.Key), r => r.Value.Snapshot());

    private static string NameOf(WriteLane lane) => lane.ToString().ToLowerInvariant();
}
