using System.Collections.Immutable;

namespace CryptoFlow.Monitoring;

/// <summary>
/// What the storage monitor has seen of the file, its writer and its readers: told to the <see cref="SystemMonitorActor"/> at the ticks of <see cref="MonitorPace"/>, and
/// when the verdict may have changed. Durations instead of moments, so that the two need no common clock.
/// </summary>
/// <param name="Writer">The writer.</param>
/// <param name="Readers">The readers together.</param>
/// <param name="Wal">The write-ahead log.</param>
/// <param name="LockWaits">Locks waited for, per connection.</param>
/// <param name="Series">What is stored of each series.</param>
/// <param name="Gaps">Unresolved rows of the gap ledger, by series.</param>
/// <param name="File">The database file and its disk, at the last tick.</param>
/// <param name="Recent">The greatest waits since the last tick.</param>
/// <param name="Troubles">What health has to tell beyond the figures.</param>
/// <param name="HasOpened">Whether the writer has opened the file at least once.</param>
/// <param name="IsTick">Whether a tick tells it, so that the parts of a start or of a failure are complete.</param>
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
    bool IsTick);

/// <summary>Troubles of the storage.</summary>
/// <param name="SinceLockTimeout">Time since a write waited in vain for another program's lock; null for never.</param>
/// <param name="SinceReadFailure">Time since a query failed on the file; null for never.</param>
/// <param name="SinceLongWait">Time since a message came to its turn that had waited too long; null for never.</param>
/// <param name="ProbeFailure">Why the file cannot be looked at, or null.</param>
/// <param name="Damage">The damage in the file, or null.</param>
/// <param name="FileSystemNote">The unknown file system that the operator has allowed, or null.</param>
public sealed record StorageTroubles(
    TimeSpan? SinceLockTimeout,
    TimeSpan? SinceReadFailure,
    TimeSpan? SinceLongWait,
    string? ProbeFailure,
    string? Damage,
    string? FileSystemNote)
{
    /// <param name="pollInterval">How often the collectors ask.</param>
    /// <param name="age">How long ago this was observed.</param>
    internal HealthContext ToContext(TimeSpan pollInterval, TimeSpan age) => new(
        SinceLockTimeout + age, SinceReadFailure + age, pollInterval, ProbeFailure, Damage, SinceLongWait + age, FileSystemNote);
}
