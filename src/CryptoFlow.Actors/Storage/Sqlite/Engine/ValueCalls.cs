using System.Runtime.InteropServices;

namespace CryptoFlow.Storage.Sqlite.Engine;

/// <summary>
/// Direct calls of the four SQLite functions that run for each value of each row. SQLitePCLRaw adds a reference count and a GC transition to each call, and both
/// cost more than the call itself. These functions need neither: they copy eight bytes, take no lock (see <see cref="EngineThreading"/>) and call nothing back. The
/// caller must keep the statement alive.
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
