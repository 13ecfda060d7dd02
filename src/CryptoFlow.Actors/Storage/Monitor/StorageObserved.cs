using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Retention;

namespace CryptoFlow.Storage.Monitor;

/// <summary>
/// The storage monitor's observation of the file, the writer and the readers. Sent to the system monitor at the ticks of
/// <see cref="MonitorPace"/>, and when the status may have changed. Other nodes of a cluster request it (<see cref="StorageMonitorProtocol.GetStorage"/>). Holds
/// durations instead of points in time, so the two monitors need no common clock.
/// </summary>
/// <param name="Writer">The writer.</param>
/// <param name="Readers">The readers together.</param>
/// <param name="Wal">The write-ahead log.</param>
/// <param name="LockWaits">Lock waits by connection.</param>
/// <param name="Series">The stored rows and bounds of each series.</param>
/// <param name="Gaps">Unresolved rows of the gap ledger, by series.</param>
/// <param name="File">The database file and its disk, at the last tick.</param>
/// <param name="Recent">The longest waits since the last tick.</param>
/// <param name="Troubles">Failures that the figures do not show.</param>
/// <param name="HasOpened">Whether the writer has opened the file at least once.</param>
/// <param name="IsTick">
/// Whether a tick made the observation. Between two ticks an observation may show only a part of a start or of a failure, such as an open file without readers.
/// </param>
public sealed record StorageObserved(
    WriterHealth Writer,
    ReadersHealth Readers,
    WalHealth Wal,
    ImmutableSortedDictionary<string, LockWaitHealth> LockWaits,
    ImmutableDictionary<SeriesKey, SeriesStats> Series,
    ImmutableDictionary<SeriesKey, GapCounts> Gaps,
    FileHealth File,
    RecentPeaks Recent,
    StorageTroubles Troubles,
    bool HasOpened,
    bool IsTick) : IWireMessage
{
    /// <summary>The status of retention; null if all candles are kept.</summary>
    public RetentionStatus? Retention { get; init; }

    /// <summary>The observation that a node shows before it has received the first one.</summary>
    public static StorageObserved Nothing { get; } = new(
        new WriterHealth(false, null, 0, 0, 0, 0, 0, 0, ImmutableSortedDictionary<string, DurationStats>.Empty, ImmutableSortedDictionary<string, DurationStats>.Empty),
        new ReadersHealth(0, 0, 0, 0, 0, 0, 0, 0, DurationStats.None, DurationStats.None),
        new WalHealth(0, 0, 0, null, null, 0, 0),
        ImmutableSortedDictionary<string, LockWaitHealth>.Empty,
        ImmutableDictionary<SeriesKey, SeriesStats>.Empty,
        ImmutableDictionary<SeriesKey, GapCounts>.Empty,
        FileHealth.Unknown,
        RecentPeaks.None,
        new StorageTroubles(null, null, null, null, null, null),
        HasOpened: false,
        IsTick: true);
}

/// <summary>Troubles of the storage.</summary>
/// <param name="SinceLockTimeout">Time since a write timed out waiting for another program's lock; null for never.</param>
/// <param name="SinceReadFailure">Time since a query failed on the file; null for never.</param>
/// <param name="SinceLongWait">Time since the writer dequeued a message that had waited too long; null for never.</param>
/// <param name="ProbeFailure">Why the storage monitor cannot read the file, or null.</param>
/// <param name="Damage">The damage in the file, or null.</param>
/// <param name="FileSystemNote">The unknown file system that the operator has allowed, or null.</param>
public sealed record StorageTroubles(
    TimeSpan? SinceLockTimeout,
    TimeSpan? SinceReadFailure,
    TimeSpan? SinceLongWait,
    string? ProbeFailure,
    string? Damage,
    string? FileSystemNote);
