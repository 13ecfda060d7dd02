using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Funding;

/// <summary>
/// The tables of funding rates. <c>funding_rates</c> is read by other programs, with the symbols and times of the candle tables. <c>funding_complete</c> holds for
/// each contract the one range in which no settlement is missing, so that a restart asks for the rest only.
/// </summary>
internal static class FundingTables
{
    public static void Create(StorageConnection connection)
    {
        connection.Execute("""
            CREATE TABLE funding_rates (
              symbol     TEXT    NOT NULL,
              time       INTEGER NOT NULL,
              rate       REAL    NOT NULL,
              mark_price REAL,
              PRIMARY KEY (symbol, time)
            ) WITHOUT ROWID
            """);
        connection.Execute("""
            CREATE TABLE funding_complete (
              symbol    TEXT    PRIMARY KEY,
              from_time INTEGER NOT NULL,
              to_time   INTEGER NOT NULL
            ) WITHOUT ROWID
            """);
    }
}
