using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite.Engine;

/// <summary>SQLite returned an error.</summary>
public sealed class SqliteStoreException : StoreException
{
    public SqliteStoreException(int extendedCode, string message)
        : base(FailureOf(extendedCode), $"{message} (SQLite {extendedCode & 0xff}/{extendedCode})") => ExtendedCode = extendedCode;

    /// <summary>The extended result code, such as 517 (SQLITE_BUSY_SNAPSHOT).</summary>
    public int ExtendedCode { get; }

    /// <summary>The primary result code, such as 5 (SQLITE_BUSY).</summary>
    public int Code => ExtendedCode & 0xff;

    public override LockRefusal Lock => LockRefusalOf(ExtendedCode);

    /// <summary>Translates a result code of SQLite (Storage/DESIGN.md, Supervision).</summary>
    public static StoreFailure FailureOf(int extendedCode) => extendedCode == raw.SQLITE_READONLY_DBMOVED
        ? StoreFailure.Moved
        : (extendedCode & 0xff) switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => StoreFailure.Busy,
            raw.SQLITE_FULL => StoreFailure.Full,
            raw.SQLITE_INTERRUPT => StoreFailure.Interrupted,
            raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_NOLFS or raw.SQLITE_PROTOCOL => StoreFailure.Unavailable,
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => StoreFailure.Damaged,
            _ => StoreFailure.Unknown,
        };

    /// <summary>Translates a result code of SQLite; <see cref="LockRefusal.None"/> if the code is not caused by a lock.</summary>
    public static LockRefusal LockRefusalOf(int extendedCode) => extendedCode switch
    {
        raw.SQLITE_BUSY_SNAPSHOT => LockRefusal.BusySnapshot,
        _ when (extendedCode & 0xff) == raw.SQLITE_BUSY => LockRefusal.Busy,
        _ when (extendedCode & 0xff) == raw.SQLITE_LOCKED => LockRefusal.Locked,
        _ => LockRefusal.None,
    };

    internal static SqliteStoreException MovedFile() => new(raw.SQLITE_READONLY_DBMOVED, "the file was moved, deleted or replaced");

    internal static SqliteStoreException From(sqlite3 handle, string what) =>
        new(raw.sqlite3_extended_errcode(handle), $"{what}: {raw.sqlite3_errmsg(handle).utf8_to_string()}");
}
