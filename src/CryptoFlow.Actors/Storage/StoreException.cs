namespace CryptoFlow.Storage;

/// <summary>Why a call of the store failed.</summary>
public enum StoreFailure
{
    /// <summary>Another program held a lock for longer than the busy timeout. A later try may succeed.</summary>
    Busy,

    /// <summary>No space is left on the disk. The connection still works, and a later try succeeds when there is space.</summary>
    Full,

    /// <summary>The call was interrupted: its deadline passed, or the monitor or the stop of the program ended it.</summary>
    Interrupted,

    /// <summary>The disk fails, or permissions forbid the access. A new connection may work.</summary>
    Unavailable,

    /// <summary>The open store is no longer at its path. Another store may be there.</summary>
    Moved,

    /// <summary>The store is damaged. Each further write could destroy more.</summary>
    Damaged,

    /// <summary>This process has lost the right to write.</summary>
    RightLost,

    /// <summary>Another process has the right to write. The store is not opened; a later try succeeds when that process has closed it.</summary>
    RightElsewhere,

    /// <summary>Another writer has opened the store since this one did. This process must not write again.</summary>
    Fenced,

    /// <summary>Files that belong to the open store were deleted or replaced. Only the connection that has these files open can still save their contents.</summary>
    FilesLost,

    /// <summary>
    /// CryptoFlow may not use the store, because it belongs to another program, has candles of another origin, or is incomplete. CryptoFlow changes nothing in it.
    /// </summary>
    Refused,

    /// <summary>Any other failure. The state of the connection is not known.</summary>
    Unknown,
}

/// <summary>The store refused a call. Nothing of the call is stored. Callers decide by <see cref="Failure"/>, never by the text.</summary>
public class StoreException(StoreFailure failure, string message) : Exception(message)
{
    public StoreFailure Failure { get; } = failure;

    /// <summary>The lock because of which the store refused; <see cref="LockRefusal.None"/> for any other failure.</summary>
    public virtual LockRefusal Lock => LockRefusal.None;
}
