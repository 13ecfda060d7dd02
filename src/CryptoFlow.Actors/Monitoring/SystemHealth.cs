using System.Collections.Immutable;
using CryptoFlow.Backups;
using CryptoFlow.Collectors;
using CryptoFlow.Membership;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Retention;
using CryptoFlow.Trading.Live;

namespace CryptoFlow.Monitoring;

/// <summary>The status of the whole or of a part.</summary>
public enum HealthStatus
{
    Ok,
    Degraded,
    Unhealthy,
}

/// <summary>
/// The status of one component: <c>writer</c>, <c>readers</c>, <c>wal</c>, <c>monitor</c>, <c>process</c>, an exchange's name, <c>series</c>, <c>trading</c>,
/// <c>backup</c>, <c>retention</c> or <c>cluster</c>.
/// </summary>
public sealed record ComponentHealth(string Name, HealthStatus Status, ImmutableArray<string> Reasons);

/// <summary>An immutable snapshot of the health of the whole system.</summary>
/// <param name="Status">The worst status of all components.</param>
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
    /// <summary>The status of each component, including the healthy ones.</summary>
    public ImmutableArray<ComponentHealth> Components { get; init; } = [];

    /// <summary>The database file and its disk.</summary>
    public FileHealth File { get; init; } = FileHealth.Unknown;

    /// <summary>The file descriptors of this process.</summary>
    public DescriptorHealth Descriptors { get; init; } = DescriptorHealth.Unknown;

    /// <summary>The paper traders.</summary>
    public ImmutableArray<TraderSnapshot> Traders { get; init; } = [];

    /// <summary>The scheduled backups; null if none are scheduled.</summary>
    public BackupStatus? Backup { get; init; }

    /// <summary>Where the figures of the storage are from.</summary>
    public StorageSource Storage { get; init; } = StorageSource.Here;

    /// <summary>This node and the cluster; null in a process that runs alone.</summary>
    public NodeView? Node { get; init; }

    /// <summary>The status of retention; null if all candles are kept.</summary>
    public RetentionStatus? Retention { get; init; }

    /// <summary>The longest waits since the previous tick of the storage monitor.</summary>
    public RecentPeaks Recent { get; init; } = RecentPeaks.None;
}

/// <summary>The stored candles of one series, its lag and its gaps.</summary>
/// <param name="Stats">The stored rows and bounds.</param>
/// <param name="Collected">Whether the series is collected here: the configuration names it, or a user has added it.</param>
/// <param name="LagCandles">
/// Number of closed candles (by the exchange's clock) that are newer than the newest stored candle; null if the exchange's clock is not known.
/// </param>
/// <param name="OpenGaps">Number of missing ranges that the collector still requests.</param>
/// <param name="ConfirmedMissing">Number of missing ranges that the exchange does not have.</param>
/// <param name="Behind">Whether the lag is longer than the collector needs to catch up (<see cref="HealthRules"/>).</param>
/// <param name="Unreadable">The candles for which the exchange sends rows that are not valid, or null.</param>
public sealed record SeriesHealth(
    SeriesStats Stats, bool Collected, long? LagCandles, int OpenGaps, int ConfirmedMissing, bool Behind = false, UnreadableCandles? Unreadable = null);
