using System.Collections.Immutable;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Storage.Monitor;

/// <summary>Counts and times since start; times in ms.</summary>
public sealed record DurationStats(long Count, double MeanMs, double MaxMs)
{
    public static DurationStats None { get; } = new(0, 0, 0);
}

/// <summary>
/// The writer and its queue. <c>IdleShare</c> is the idle share of the last minute, 0 to 1. <c>BusyMs</c> is the sum of all handler times. <c>Pauses</c> counts
/// the pauses in which the lock was free for other programs. <c>Rests</c> counts the pages of backfill after which the writer rested because clients were
/// reading. <c>LockHeldBy</c> is the other program that holds the lock now. <c>OldestWait</c> is the time for which the oldest message in the queue has waited.
/// <c>Epoch</c> is the writer's epoch, and <c>OpenedAt</c> is the time at which the epoch began, ms UTC. Both are null before the first opening.
/// </summary>
public sealed record WriterHealth(
    bool Open,
    string? Failure,
    int QueueDepth,
    int QueuePeak,
    long QueueRefused,
    long MessagesCommitted,
    long RowsWritten,
    long Rejected,
    ImmutableSortedDictionary<string, DurationStats> QueueTimeByLane,
    ImmutableSortedDictionary<string, DurationStats> HandlerTimeByLane,
    double IdleShare = 1,
    double BusyMs = 0,
    long Pauses = 0,
    long Rests = 0,
    LockHolder? LockHeldBy = null,
    TimeSpan OldestWait = default,
    long? Epoch = null,
    long? OpenedAt = null)
{
    /// <summary>How many messages of each lane wait.</summary>
    public ImmutableSortedDictionary<string, int> QueueDepthByLane { get; init; } = ImmutableSortedDictionary<string, int>.Empty;
}

/// <summary>The readers together.</summary>
public sealed record ReadersHealth(
    int Count,
    int InFlight,
    int QueueDepth,
    int QueuePeak,
    long Answered,
    long Expired,
    long Refused,
    long Failed,
    DurationStats QueueTime,
    DurationStats HandlerTime,
    long Interrupted = 0);

/// <summary>
/// The write-ahead log, by <c>wal_checkpoint(NOOP)</c> and the size of the file. <c>CheckpointsBusy</c> counts the checkpoints that a reader prevented from
/// finishing. <c>PagesMoved</c> is the sum of all moved frames. <c>PinnedBy</c> is the holder of the oldest snapshot, or null if no snapshot is old.
/// </summary>
public sealed record WalHealth(
    int Pages,
    int CheckpointedPages,
    long FileBytes,
    CheckpointOutcome? LastCheckpoint,
    long? LastCheckpointAt,
    long Checkpoints,
    long CheckpointsBusy,
    long PagesMoved = 0,
    LockHolder? PinnedBy = null);
