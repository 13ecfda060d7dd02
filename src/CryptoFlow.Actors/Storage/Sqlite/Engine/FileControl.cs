using System.Runtime.InteropServices;
using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite.Engine;

/// <summary>Calls <c>sqlite3_file_control</c>, which SQLitePCLRaw does not bind.</summary>
internal static unsafe partial class FileControl
{
    private const int HasMovedCode = 20;

    /// <summary>
    /// True if the file is no longer at the path by which it was opened. Costs one <c>stat</c>. In WAL mode SQLite does not check this, and would continue to
    /// write into a moved or deleted file. Always false on Windows, where an open file cannot be moved.
    /// </summary>
    public static bool HasMoved(sqlite3 connection)
    {
        var moved = 0;
        return Control(connection.DangerousGetHandle(), 0, HasMovedCode, &moved) == raw.SQLITE_OK && moved != 0;
    }

    /// <param name="connection">The open connection.</param>
    /// <param name="database">The attached database's name; null is the main one.</param>
    /// <param name="code">SQLITE_FCNTL_...</param>
    /// <param name="argument">The argument or the result of the code.</param>
    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(nint connection, nint database, int code, int* argument);
}
