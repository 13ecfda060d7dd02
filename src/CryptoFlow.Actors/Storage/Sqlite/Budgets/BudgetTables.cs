using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Budgets;

/// <summary>
/// The tables <c>budgets</c> (the owner of the request budget of an exchange, and the end of its lease) and <c>budget_uses</c> (the leased amounts). Only the
/// processes of a cluster write them. If a row is lost, the next owner begins like the first owner.
/// </summary>
internal static class BudgetTables
{
    public static void Create(StorageConnection connection)
    {
        connection.Execute("""
            CREATE TABLE budgets (
              exchange     TEXT    PRIMARY KEY,
              owner        TEXT    NOT NULL,
              number       INTEGER NOT NULL,
              stored_at    INTEGER,
              lease_ms     INTEGER NOT NULL DEFAULT 0,
              pause_ms     INTEGER NOT NULL DEFAULT 0,
              pause_reason TEXT,
              held_since   INTEGER
            ) WITHOUT ROWID
            """);
        connection.Execute("""
            CREATE TABLE budget_uses (
              exchange TEXT    NOT NULL,
              name     TEXT    NOT NULL,
              endpoint TEXT    NOT NULL,
              amount   INTEGER NOT NULL,
              PRIMARY KEY (exchange, name, endpoint)
            ) WITHOUT ROWID
            """);
    }
}
