namespace CryptoFlow.Storage.Backups;

/// <summary>Why a backup was not made, not accepted or not restored.</summary>
public enum BackupFailure
{
    /// <summary>The copy kept the WAL from being emptied while the WAL neared its bound. A later try may succeed.</summary>
    Postponed,

    /// <summary>The disk has no room for the copy.</summary>
    NoRoom,

    /// <summary>A file cannot be read, written or put in place.</summary>
    File,

    /// <summary>The contents of a backup are not those of its manifest or of the database.</summary>
    Differs,

    /// <summary>The file may not be restored here: of another schema or origin, or the database is in use.</summary>
    Refused,
}

/// <summary>A backup or a restore that failed. The database is unchanged, and no file is left under the final name.</summary>
/// <param name="reason">The kind of the failure.</param>
/// <param name="message">The sentence for the user: the reason, and what to do.</param>
public sealed class BackupException(BackupFailure reason, string message) : StoreException(StoreFailure.Refused, message)
{
    public BackupFailure Reason { get; } = reason;
}
