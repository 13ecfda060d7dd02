using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>
/// Each connection belongs to one thread at a time, so the engine need not lock it in each call; and nobody asks it for its count of memory, which
/// all connections would lock. Both can be said only before the engine is first used; where that is too late (somebody else in the process has
/// used it), it is slower and as right.
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
        // The type's constructor has done it.
    }
}
