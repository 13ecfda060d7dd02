using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>How SQLite refuses a call because of another connection.</summary>
public enum LockRefusal
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>SQLITE_BUSY (5): another connection held the lock for longer than was waited.</summary>
    Busy,

    /// <summary>SQLITE_BUSY_SNAPSHOT (517): a read transaction cannot become a write transaction any more; no waiting helps.</summary>
    BusySnapshot,

    /// <summary>SQLITE_LOCKED (6): a conflict within one process or one shared cache.</summary>
    Locked,
}

/// <summary>What one transaction (or query) waited for locks of other connections.</summary>
/// <param name="Waited">Total time; zero where nothing was in the way.</param>
/// <param name="Refusal">How it ended where the lock was not had; the last one where there were several.</param>
public readonly record struct LockWait(TimeSpan Waited, LockRefusal Refusal = LockRefusal.None)
{
    /// <summary>Whether it was waited in vain.</summary>
    public bool InVain => Refusal != LockRefusal.None;

    public bool Happened => Waited > TimeSpan.Zero || InVain;

    /// <summary>The wait of a call that failed so: what SQLite refused before there was a connection to count it on (opening).</summary>
    public LockWait EndedBy(StorageException failure) =>
        RefusalOf(failure.ExtendedCode) is var refusal and not LockRefusal.None ? this with { Refusal = refusal } : this;

    /// <summary>What a result code says about locks.</summary>
    public static LockRefusal RefusalOf(int extendedCode) => extendedCode switch
    {
        raw.SQLITE_BUSY_SNAPSHOT => LockRefusal.BusySnapshot,
        _ when (extendedCode & 0xff) == raw.SQLITE_BUSY => LockRefusal.Busy,
        _ when (extendedCode & 0xff) == raw.SQLITE_LOCKED => LockRefusal.Locked,
        _ => LockRefusal.None,
    };
}
