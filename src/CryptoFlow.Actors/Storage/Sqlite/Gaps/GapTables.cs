using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Gaps;

/// <summary>The ledger's tables.</summary>
internal static class GapTables
{
    /// <summary>
    /// Migration 3: adds the verdict <c>unreadable</c> with its reason, and the table of the counted asks. SQLite cannot change a CHECK, so the table is created
    /// again and each row is copied with its id. Runs in the caller's transaction.
    /// </summary>
    /// <remarks>
    /// The first partial index finds the rows of a time range that are not filled, the second the oldest filled rows. A change between two verdicts other than
    /// <c>filled</c> does not move the row in the first index.
    /// </remarks>
    public static void Rebuild(StorageConnection connection)
    {
        connection.Execute("ALTER TABLE gaps RENAME TO gaps_before");
        connection.Execute("DROP INDEX gaps_by_series");
        connection.Execute("""
            CREATE TABLE gaps (
              id             INTEGER PRIMARY KEY,
              symbol         TEXT    NOT NULL,
              interval       INTEGER NOT NULL,
              from_time      INTEGER NOT NULL,
              to_time        INTEGER NOT NULL,
              verdict        TEXT    NOT NULL CHECK (verdict IN ('open', 'repairing', 'confirmed_missing', 'filled', 'unreadable')),
              asks           INTEGER NOT NULL DEFAULT 0,
              before_listing INTEGER NOT NULL DEFAULT 0,
              found_at       INTEGER NOT NULL,
              last_asked_at  INTEGER,
              next_ask_at    INTEGER,
              resolved_at    INTEGER,
              reason         TEXT
            )
            """);
        const string Columns = "id, symbol, interval, from_time, to_time, verdict, asks, before_listing, found_at, last_asked_at, next_ask_at, resolved_at";
        connection.Execute($"INSERT INTO gaps ({Columns}) SELECT {Columns} FROM gaps_before");
        connection.Execute("DROP TABLE gaps_before");
        connection.Execute("CREATE INDEX gaps_unfilled ON gaps (symbol, interval, from_time) WHERE verdict <> 'filled'");
        connection.Execute("CREATE INDEX gaps_filled ON gaps (symbol, interval, resolved_at) WHERE verdict = 'filled'");
        connection.Execute("""
            CREATE TABLE gap_asks (
              symbol      TEXT    NOT NULL,
              interval    INTEGER NOT NULL,
              run         TEXT    NOT NULL,
              pass        INTEGER NOT NULL,
              recorded_to INTEGER NOT NULL,
              PRIMARY KEY (symbol, interval)
            ) WITHOUT ROWID
            """);
    }
}
