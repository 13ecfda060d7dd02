using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite.Engine;

/// <summary>SQLite returned an error. Callers decide by the code, never by the text.</summary>
public sealed class StorageException : Exception
{
    public StorageException(int extendedCode, string message)
        : base($"{message} (SQLite {extendedCode & 0xff}/{extendedCode})") => ExtendedCode = extendedCode;

    /// <summary>The extended result code, such as 517 (SQLITE_BUSY_SNAPSHOT).</summary>
    public int ExtendedCode { get; }

    /// <summary>The primary result code, such as 5 (SQLITE_BUSY).</summary>
    public int Code => ExtendedCode & 0xff;

    /// <summary>True if the file is damaged or is not a database.</summary>
    public bool IsDamage => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>True if the open file is no longer at its path.</summary>
    public bool IsMovedFile => ExtendedCode == raw.SQLITE_READONLY_DBMOVED;

    internal static StorageException MovedFile() => new(raw.SQLITE_READONLY_DBMOVED, "the file was moved, deleted or replaced");

    internal static StorageException From(sqlite3 handle, string what) =>
        new(raw.sqlite3_extended_errcode(handle), $"{what}: {raw.sqlite3_errmsg(handle).utf8_to_string()}");
}
