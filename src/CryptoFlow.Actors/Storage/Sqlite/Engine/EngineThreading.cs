using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite.Engine;

/// <summary>
/// Sets SQLite to its multi-thread mode without memory statistics. One thread at a time uses a connection, so SQLite need not lock the connection in each call.
/// Nobody uses the statistics, and all connections would share their lock. Both settings have an effect only before the first use of SQLite. If other code in the
/// process has already used SQLite, SQLite is slower but still correct.
/// </summary>
internal static class EngineThreading
{
    private const int SqliteConfigMultiThread = 2;
    private const int SqliteConfigMemStatus = 9;

    static EngineThreading()
    {
        Batteries_V2.Init();
        raw.sqlite3_config(SqliteConfigMultiThread);
        raw.sqlite3_config(SqliteConfigMemStatus, 0);
    }

    /// <summary>To be called before a connection is opened.</summary>
    public static void Configure()
    {
        // The static constructor has already applied the settings.
    }
}
