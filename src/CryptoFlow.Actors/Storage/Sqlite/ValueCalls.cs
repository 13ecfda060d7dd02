using System.Runtime.InteropServices;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>
/// The four calls that are made for each value of each row. SQLitePCLRaw counts the statement's handle up and down and leaves the garbage collector's
/// mode around each of them, which costs more than the calls themselves: they only copy eight bytes, take no lock
/// (see <see cref="EngineThreading"/>) and call nothing back. The caller keeps the statement alive.
/// </summary>
internal static partial class ValueCalls
{
    private const string Library = "e_sqlite3";

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Bind(nint statement, int position, long value);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_double")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Bind(nint statement, int position, double value);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial long Int64(nint statement, int column);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_column_double")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial double Double(nint statement, int column);
}
