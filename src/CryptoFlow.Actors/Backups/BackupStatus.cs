namespace CryptoFlow.Backups;

/// <summary>How the last run ended.</summary>
public enum BackupVerdict
{
    /// <summary>No run has ended since the start of the program.</summary>
    None,

    /// <summary>A proved backup is in place.</summary>
    Proved,

    /// <summary>The copy was ended because the WAL came near its bound. The run is tried again.</summary>
    Postponed,

    /// <summary>No backup was made, for example because the disk is full or a file cannot be written. The run is tried again.</summary>
    Failed,

    /// <summary>The copy differed from the database, or was damaged. The copy was deleted, and the run is tried again.</summary>
    Differs,
}

/// <summary>The scheduled backups. Times in ms UTC.</summary>
/// <param name="TooOld">The age from which the last proved backup is overdue.</param>
/// <param name="Since">The start of the program. If there is no backup, its age counts from this time.</param>
public sealed record BackupStatus(TimeSpan TooOld, long Since)
{
    /// <summary>The time of the newest proved backup's snapshot, which may be older than the start of the program; null if there is no proved backup.</summary>
    public long? ProvedAt { get; init; }

    /// <summary>The path of the newest proved backup, or null.</summary>
    public string? Path { get; init; }

    /// <summary>The size of the newest proved backup, bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Candles in the newest proved backup.</summary>
    public long Candles { get; init; }

    /// <summary>How the last run ended.</summary>
    public BackupVerdict Verdict { get; init; }

    /// <summary>Why the last run made no backup; null if it made one.</summary>
    public string? Failure { get; init; }

    /// <summary>True while a run is under way.</summary>
    public bool Running { get; init; }

    /// <summary>When the next run, or the next try of the last run, is due.</summary>
    public long? NextAt { get; init; }

    /// <summary>Runs that ended with <see cref="BackupVerdict.Proved"/> since the start of the program.</summary>
    public long Proved { get; init; }

    /// <summary>Runs that ended with <see cref="BackupVerdict.Postponed"/>.</summary>
    public long Postponed { get; init; }

    /// <summary>Runs that ended with <see cref="BackupVerdict.Failed"/>.</summary>
    public long Failed { get; init; }

    /// <summary>Runs that ended with <see cref="BackupVerdict.Differs"/>.</summary>
    public long Differs { get; init; }

    /// <summary>How long the last copy held its snapshot of the database.</summary>
    public TimeSpan SnapshotTime { get; init; }

    /// <summary>The duration of the last proved run.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>The age of the newest proved backup; null if there is none.</summary>
    public TimeSpan? AgeAt(long now) => ProvedAt is { } at ? TimeSpan.FromMilliseconds(Math.Max(0, now - at)) : null;

    /// <summary>The age of the newest proved backup; the time since the start of the program if there is none.</summary>
    public TimeSpan AgeOrUptimeAt(long now) => TimeSpan.FromMilliseconds(Math.Max(0, now - (ProvedAt ?? Since)));

    /// <summary>True if the newest proved backup is older than planned.</summary>
    public bool IsOverdueAt(long now) => AgeOrUptimeAt(now) > TooOld;
}

/// <summary>Publishes the newest status to any thread, without a message or a lock. One instance per process. Safe for concurrent use.</summary>
public sealed class BackupBoard
{
    private BackupStatus? _status;

    /// <summary>The newest status; null if no backups are scheduled.</summary>
    public BackupStatus? Status => Volatile.Read(ref _status);

    public void Show(BackupStatus status) => Volatile.Write(ref _status, status);
}
