using System.Collections.Immutable;
using CryptoFlow.Collectors;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trading.Live;

namespace CryptoFlow.Monitoring;

/// <summary>The verdict on the whole or on a part.</summary>
public enum HealthStatus
{
    Ok,
    Degraded,
    Unhealthy,
}

/// <summary>The verdict on one part: <c>writer</c>, <c>readers</c>, <c>wal</c>, an exchange's name, or <c>series</c> (what is behind is named by the series).</summary>
public sealed record ComponentHealth(string Name, HealthStatus Status, ImmutableArray<string> Reasons);

/// <summary>The monitor's view of everything, an immutable snapshot.</summary>
/// <param name="Status">The worst of all parts.</param>
/// <param name="Reasons">One sentence for each thing that is not as it should be; empty when all is well.</param>
/// <param name="At">When the snapshot was taken, ms UTC.</param>
/// <param name="RowsByInterval">Stored candles per interval, kept, never counted by a query.</param>
/// <param name="Writer">The writer.</param>
/// <param name="Readers">The readers together.</param>
/// <param name="Wal">The write-ahead log.</param>
/// <param name="LockWaits">Locks waited for, per connection: writer, reader-1 and so on, monitor.</param>
/// <param name="Collectors">One per exchange that is collected here.</param>
/// <param name="Series">One per series that is collected or stored.</param>
public sealed record SystemHealth(
    HealthStatus Status,
    ImmutableArray<string> Reasons,
    long At,
    ImmutableSortedDictionary<Interval, long> RowsByInterval,
    WriterHealth Writer,
    ReadersHealth Readers,
    WalHealth Wal,
    ImmutableSortedDictionary<string, LockWaitHealth> LockWaits,
    ImmutableArray<CollectorState> Collectors,
    ImmutableArray<SeriesHealth> Series)
{
    /// <summary>The verdict by part, also on those that are well.</summary>
    public ImmutableArray<ComponentHealth> Components { get; init; } = [];

    /// <summary>The database file and its disk.</summary>
    public FileHealth File { get; init; } = FileHealth.Unknown;

    /// <summary>The paper traders.</summary>
    public ImmutableArray<TraderSnapshot> Traders { get; init; } = [];

    /// <summary>The greatest of what was reported since the snapshot before; known to the monitor's ticks only.</summary>
    public RecentPeaks Recent { get; init; } = RecentPeaks.None;
}

/// <summary>Counts and times since start; times in ms.</summary>
public sealed record DurationStats(long Count, double MeanMs, double MaxMs)
{
    public static DurationStats None { get; } = new(0, 0, 0);
}

/// <summary>
/// The writer: its queue and what went through it; <c>IdleShare</c> is that of the last minute, 0 to 1; <c>BusyMs</c> the sum of all handler
/// times; <c>Pauses</c> counts the times that it left the lock free for another program, <c>Rests</c> the pages of backfill after which it rested because somebody was
/// reading, <c>LockHeldBy</c> is the other program that has the lock now, <c>OldestWait</c> how long the message that has waited longest is waiting now.
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
    TimeSpan OldestWait = default);

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
/// The write-ahead log as <c>wal_checkpoint(NOOP)</c> and the file's size show it; <c>CheckpointsBusy</c> counts those that a reader kept from
/// finishing, <c>PagesMoved</c> sums what they moved; <c>PinnedBy</c> is who has held a snapshot for longest, where that is longer than a moment.
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

/// <summary>One series: what is stored and how fresh it is.</summary>
/// <param name="Stats">What is stored.</param>
/// <param name="Collected">Whether it is configured to be collected here.</param>
/// <param name="LagCandles">Closed candles (by the exchange's clock) that are newer than the newest stored one; null when the exchange's clock is not known.</param>
/// <param name="OpenGaps">Ranges missing and to be asked for.</param>
/// <param name="ConfirmedMissing">Ranges that the exchange has not.</param>
/// <param name="Behind">Whether it lags for longer than its collector needs to catch up.</param>
/// <param name="Unreadable">What the exchange sends rows for that are no possible candles, or null.</param>
public sealed record SeriesHealth(
    SeriesStats Stats, bool Collected, long? LagCandles, int OpenGaps, int ConfirmedMissing, bool Behind = false, UnreadableCandles? Unreadable = null);

/// <summary>Candles of a series that the exchange has and nobody can read.</summary>
/// <param name="Ranges">Rows of the gap ledger.</param>
/// <param name="Candles">Candles in them.</param>
/// <param name="OpenTime">Open time of the newest of them, ms UTC.</param>
/// <param name="Reason">What is wrong with the exchange's row of it.</param>
public sealed record UnreadableCandles(int Ranges, long Candles, long OpenTime, string Reason);
