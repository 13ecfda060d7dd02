namespace CryptoFlow.Storage;

/// <summary>The errors with which the store refuses a call because of another connection's lock.</summary>
public enum LockRefusal
{
    /// <summary>The store did not refuse the call.</summary>
    None,

    /// <summary>SQLITE_BUSY (5): another connection held the lock for longer than the busy timeout.</summary>
    Busy,

    /// <summary>
    /// SQLITE_BUSY_SNAPSHOT (517): a read transaction cannot become a write transaction, because another connection has committed since. Waiting does not help.
    /// </summary>
    BusySnapshot,

    /// <summary>SQLITE_LOCKED (6): a conflict within one process or one shared cache.</summary>
    Locked,
}

/// <summary>The waits of one transaction or query for locks of other connections.</summary>
/// <param name="Waited">Total time; zero if there was no wait.</param>
/// <param name="Refusal">The error if a lock was not obtained; the last error if there were several.</param>
public readonly record struct LockWait(TimeSpan Waited, LockRefusal Refusal = LockRefusal.None)
{
    /// <summary>True if a lock was not obtained.</summary>
    public bool WasRefused => Refusal != LockRefusal.None;

    public bool Happened => Waited > TimeSpan.Zero || WasRefused;

    /// <summary>Adds the lock error of a failed opening. No connection exists then that could have recorded the error.</summary>
    public LockWait EndedBy(StoreException failure) => failure.Lock != LockRefusal.None ? this with { Refusal = failure.Lock } : this;
}
