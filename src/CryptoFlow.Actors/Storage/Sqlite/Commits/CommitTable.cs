using CryptoFlow.Storage.Sqlite.Engine;
using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite.Commits;

/// <summary>The table <c>commits</c>: the last published commits, without the candles' values, which are in the candle tables.</summary>
internal static class CommitTable
{
    /// <summary>The newest commit; no row if there is none.</summary>
    public const string SelectNewest = "SELECT epoch, number FROM commits ORDER BY number DESC LIMIT 1";

    /// <summary>The error for a row whose text another program has changed.</summary>
    public static SqliteStoreException Unreadable(Exception failure) => new(raw.SQLITE_MISMATCH, $"a row of the table commits cannot be read: {failure.Message}");

    public static void Create(StorageConnection connection) => connection.Execute("""
        CREATE TABLE commits (
          number    INTEGER PRIMARY KEY,
          epoch     INTEGER NOT NULL,
          symbol    TEXT    NOT NULL,
          interval  INTEGER,
          lane      TEXT,
          version   INTEGER,
          from_time INTEGER NOT NULL,
          runs      TEXT,
          step      TEXT
        )
        """);

    /// <summary>
    /// Renames the column <c>lane</c> to <c>source</c>: it now says which part of the program asked for the change. Adds the column <c>deleted</c>: the ranges of
    /// open times that a deletion has emptied.
    /// </summary>
    public static void AddSourceAndDeletions(StorageConnection connection)
    {
        connection.Execute("ALTER TABLE commits RENAME COLUMN lane TO source");
        connection.Execute("ALTER TABLE commits ADD COLUMN deleted TEXT");
    }
}
