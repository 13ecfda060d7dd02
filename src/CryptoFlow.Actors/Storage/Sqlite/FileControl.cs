using System.Runtime.InteropServices;
using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>What SQLitePCLRaw does not bind of <c>sqlite3_file_control</c>.</summary>
internal static unsafe partial class FileControl
{
    private const int HasMovedCode = 20;

    /// <summary>
    /// Whether the file is no longer at the path by which it was opened. Costs one <c>stat</c>. In WAL mode SQLite itself does not
    /// look, and writes on into a file that is gone. False where the system cannot tell (Windows, which lets no open file be moved).
    /// </summary>
    public static bool HasMoved(sqlite3 connection)
    {
        var moved = 0;
        return Control(connection.DangerousGetHandle(), 0, HasMovedCode, &moved) == raw.SQLITE_OK && moved != 0;
    }

    /// <param name="connection">The open connection.</param>
    /// <param name="database">The attached database's name; null is the main one.</param>
    /// <param name="code">SQLITE_FCNTL_...</param>
    /// <param name="argument">What the code takes or gives.</param>
    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(nint connection, nint database, int code, int* argument);
}
