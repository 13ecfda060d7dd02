namespace CryptoFlow.Storage.Backups;

/// <summary>The result of a restore, or of a dry run.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="Database">The database that the backup replaces, or would replace.</param>
/// <param name="Contents">The contents of the backup.</param>
/// <param name="KeptAs">The path to which the replaced database was moved, with its -wal and -shm; null if there was none.</param>
/// <param name="Restored">False for a dry run.</param>
public sealed record RestoreOutcome(string Backup, string Database, BackupManifest Contents, string? KeptAs, bool Restored);

/// <summary>A restore.</summary>
/// <param name="From">The backup.</param>
/// <param name="DryRun">Only check.</param>
/// <param name="Unproved">Accept a file without a manifest, such as the output of <c>VACUUM INTO</c> of the sqlite3 shell.</param>
public sealed record RestoreOrder(string From, bool DryRun, bool Unproved);
