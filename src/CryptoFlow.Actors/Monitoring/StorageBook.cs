using System.Collections.Immutable;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Monitoring.MonitorProtocol;

namespace CryptoFlow.Monitoring;

/// <summary>Everything that the writer and the readers have reported, added up. Used from the monitor only.</summary>
internal sealed class StorageBook
{
    private readonly Dictionary<WriteLane, DurationRecorder> _queueTime = NewByLane();
    private readonly Dictionary<WriteLane, DurationRecorder> _handlerTime = NewByLane();
    private readonly DurationRecorder _readQueueTime = new();
    private readonly DurationRecorder _readHandlerTime = new();
    private readonly LockWaitBook _lockWaits = new();
    private readonly Dictionary<ReadOutcome, long> _reads = Enum.GetValues<ReadOutcome>().ToDictionary(o => o, _ => 0L);
    private ReadersReported _readers = new(0, 0, 0, 0);
    private long _committed;
    private long _rows;
    private long _rejected;
    private long _checkpoints;
    private long _checkpointsBusy;
    private CheckpointOutcome? _lastCheckpoint;
    private long? _lastCheckpointAt;

    public bool WriterOpen { get; private set; }

    public string? WriterFailure { get; private set; }

    /// <summary>When a write last waited in vain for another program's lock.</summary>
    public DateTimeOffset? LastLockTimeoutAt { get; private set; }

    /// <summary>When a query last failed on the file.</summary>
    public DateTimeOffset? LastReadFailureAt { get; private set; }

    public DateTimeOffset LastCommitAt { get; private set; } = DateTimeOffset.MinValue;

    public int ReadsInFlight => _readers.InFlight;

    public int ReadersOpen => _readers.Readers;

    public void Opened()
    {
        WriterOpen = true;
        WriterFailure = null;
    }

    public void Condition(string? failure)
    {
        WriterFailure = failure;
        WriterOpen |= failure is null;
    }

    public void Add(WriteObserved write, DateTimeOffset now)
    {
        _queueTime[write.Lane].Add(write.QueueTime);
        _handlerTime[write.Lane].Add(write.HandlerTime);
        AddLockWait(ConnectionRole.Writer, write.LockWait);
        if (write.LockWait.TimedOut)
            LastLockTimeoutAt = now;
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

    public void Add(ReadObserved read, DateTimeOffset now)
    {
        _reads[read.Outcome]++;
        if (read.Outcome == ReadOutcome.Failed)
            LastReadFailureAt = now;
        if (read.Outcome == ReadOutcome.Refused)
            return;
        _readQueueTime.Add(read.QueueTime);
        _readHandlerTime.Add(read.HandlerTime);
        AddLockWait(ConnectionRole.Reader, read.LockWait);
    }

    public void Add(ReadersReported readers) => _readers = readers;

    public void Add(CheckpointObserved checkpoint, DateTimeOffset now)
    {
        _checkpoints++;
        if (checkpoint.Outcome.Busy)
            _checkpointsBusy++;
        _lastCheckpoint = checkpoint.Outcome;
        _lastCheckpointAt = now.ToUnixTimeMilliseconds();
    }

    public void AddLockWait(ConnectionRole role, LockWait wait) => _lockWaits.Add(role, wait);

    public WriterHealth Writer(WriterQueueStats queue) => new(
        WriterOpen,
        WriterFailure,
        queue.Depth,
        queue.Peak,
        queue.Refused,
        _committed,
        _rows,
        _rejected,
        ByLane(_queueTime),
        ByLane(_handlerTime));

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
        _readHandlerTime.Snapshot());

    public WalHealth Wal(DatabaseLook look) =>
        new(look.WalPages, look.CheckpointedPages, look.WalFileBytes, _lastCheckpoint, _lastCheckpointAt, _checkpoints, _checkpointsBusy);

    public ImmutableSortedDictionary<string, LockWaitHealth> LockWaits() => _lockWaits.Snapshot();

    private static Dictionary<WriteLane, DurationRecorder> NewByLane() =>
        Enum.GetValues<WriteLane>().ToDictionary(lane => lane, _ => new DurationRecorder());

    private static ImmutableSortedDictionary<string, DurationStats> ByLane(Dictionary<WriteLane, DurationRecorder> recorders) =>
        recorders.ToImmutableSortedDictionary(r => r.Key.ToString().ToLowerInvariant(), r => r.Value.Snapshot());
}
