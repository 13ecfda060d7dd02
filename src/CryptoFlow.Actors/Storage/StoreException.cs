namespace CryptoFlow.Storage;

/// <summary>Why the store did not do what it was asked.</summary>
public enum StoreFailure
{
    /// <summary>Another program held a lock for longer than the busy timeout. A later try may succeed.</summary>
    Busy,

    /// <summary>No space is left. The store works on; a later try succeeds when there is space.</summary>
    Full,

    /// <summary>The call was interrupted: its deadline passed, or the monitor or the stop of the program ended it.</summary>
    Interrupted,

    /// <summary>The disk fails, or permissions forbid the access. A store that is opened anew may work.</summary>
    Unavailable,

    /// <summary>The open store is no longer at its place. Another one may be there.</summary>
    Moved,

    /// <summary>The store is damaged. Each further write could destroy more.</summary>
    Damaged,

    /// <summary>This process has lost the right to write.</summary>
    RightLost,

    /// <summary>Another process has the right to write. The store is not opened; a later try succeeds when that process has closed it.</summary>
    RightElsewhere,

    /// <summary>Another writer has opened the store since this one did. This process must not write again.</summary>
    Fenced,

    /// <summary>Files that belong to the open store were deleted or replaced. What they hold can be saved only by the connection that has them open.</summary>
    FilesLost,

    /// <summary>The store is not one that CryptoFlow may use: of another program, of another origin, or not complete. CryptoFlow changes nothing in it.</summary>
    Refused,

    /// <summary>Anything else. The state of the connection is not known.</summary>
    Unknown,
}

/// <summary>The store refused a call. Nothing of the call is stored. Callers decide by <see cref="Failure"/>, never by the text.</summary>
public class StoreException(StoreFailure failure, string message) : Exception(message)
{
    public StoreFailure Failure { get; } = failure;

    /// <summary>The lock because of which the store refused; <see cref="LockRefusal.None"/> for any other failure.</summary>
    public virtual LockRefusal Lock => LockRefusal.None;
}
