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

/// <summary>
/// The verdict on one component: <c>writer</c>, <c>readers</c>, <c>wal</c>, <c>monitor</c>, <c>process</c>, an exchange's name, or <c>series</c>.
/// </summary>
public sealed record ComponentHealth(string Name, HealthStatus Status, ImmutableArray<string> Reasons);

/// <summary>An immutable snapshot of the health of the whole system.</summary>
/// <param name="Status">The worst verdict of all components.</param>
/// <param name="Reasons">One sentence for each problem; empty if there is none.</param>
/// <param name="At">When the snapshot was taken, ms UTC.</param>
/// <param name="RowsByInterval">Stored candles by interval. Summed from the table <c>series</c>, not counted by a query.</param>
/// <param name="Writer">The writer.</param>
/// <param name="Readers">The readers together.</param>
/// <param name="Wal">The write-ahead log.</param>
/// <param name="LockWaits">Lock waits by connection: writer, reader-1 and so on, monitor.</param>
/// <param name="Collectors">One entry for each exchange that is collected here.</param>
/// <param name="Series">One entry for each series that is collected or stored.</param>
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
    /// <summary>The verdict on each component, including the healthy ones.</summary>
    public ImmutableArray<ComponentHealth> Components { get; init; } = [];

    /// <summary>The database file and its disk.</summary>
    public FileHealth File { get; init; } = FileHealth.Unknown;

    /// <summary>The file descriptors of this process.</summary>
    public DescriptorHealth Descriptors { get; init; } = DescriptorHealth.Unknown;

    /// <summary>The paper traders.</summary>
    public ImmutableArray<TraderSnapshot> Traders { get; init; } = [];

    /// <summary>The longest waits since the previous tick of the storage monitor.</summary>
    public RecentPeaks Recent { get; init; } = RecentPeaks.None;
}

/// <summary>Counts and times since start; times in ms.</summary>
public sealed record DurationStats(long Count, double MeanMs, double MaxMs)
{
    public static DurationStats None { get; } = new(0, 0, 0);
}

/// <summary>
/// The writer and its queue. <c>IdleShare</c> is the idle share of the last minute, 0 to 1. <c>BusyMs</c> is the sum of all handler times. <c>Pauses</c> counts
/// the pauses in which the lock was free for other programs. <c>Rests</c> counts the pages of backfill after which the writer rested because clients were
/// reading. <c>LockHeldBy</c> is the other program that holds the lock now. <c>OldestWait</c> is how long the oldest message in the queue has waited.
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
/// The write-ahead log, by <c>wal_checkpoint(NOOP)</c> and the size of the file. <c>CheckpointsBusy</c> counts the checkpoints that a reader kept from
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

/// <summary>The stored candles of one series, its lag and its gaps.</summary>
/// <param name="Stats">The stored rows and bounds.</param>
/// <param name="Collected">Whether the configuration says to collect the series here.</param>
/// <param name="LagCandles">
/// Number of closed candles (by the exchange's clock) that are newer than the newest stored candle; null if the exchange's clock is not known.
/// </param>
/// <param name="OpenGaps">Number of missing ranges that the collector still asks for.</param>
/// <param name="ConfirmedMissing">Number of missing ranges that the exchange does not have.</param>
/// <param name="Behind">Whether the lag is longer than the collector needs to catch up (<see cref="HealthRules"/>).</param>
/// <param name="Unreadable">The candles for which the exchange sends rows that are not valid, or null.</param>
public sealed record SeriesHealth(
    SeriesStats Stats, bool Collected, long? LagCandles, int OpenGaps, int ConfirmedMissing, bool Behind = false, UnreadableCandles? Unreadable = null);

/// <summary>Candles of a series for which the exchange sends rows that are not valid candles.</summary>
/// <param name="Ranges">Number of rows in the gap ledger.</param>
/// <param name="Candles">Number of candles in these rows.</param>
/// <param name="OpenTime">Open time of the newest of these candles, ms UTC.</param>
/// <param name="Reason">What is wrong with the exchange's row of the newest candle.</param>
public sealed record UnreadableCandles(int Ranges, long Candles, long OpenTime, string Reason);
