namespace CryptoFlow.Storage.Backups;

/// <summary>Why a backup was not made, not accepted or not restored.</summary>
public enum BackupFailure
{
    /// <summary>The copy was ended because its snapshot prevented a WAL reset and the WAL came near its bound. A later try may succeed.</summary>
    Postponed,

    /// <summary>The disk has not enough space for the copy.</summary>
    NoRoom,

    /// <summary>A file cannot be read, written or renamed, or the run failed in an unforeseen way.</summary>
    File,

    /// <summary>The contents of a backup differ from its manifest or from the database.</summary>
    Differs,

    /// <summary>The file may not be restored here: its schema or its origin is another, or the database is in use.</summary>
    Refused,
}

/// <summary>A backup or a restore failed. The database is unchanged, and no file has the final name.</summary>
/// <param name="reason">The kind of the failure.</param>
/// <param name="message">The sentence for the user: the reason, and what to do.</param>
public sealed class BackupException(BackupFailure reason, string message) : StoreException(StoreFailure.Refused, message)
{
    public BackupFailure Reason { get; } = reason;
}
