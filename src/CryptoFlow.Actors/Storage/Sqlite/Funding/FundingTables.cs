using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Funding;

/// <summary>
/// The tables of funding rates. <c>funding_rates</c> and <c>mark_prices</c> are read by other programs, with the symbols and times of the candle tables; a
/// settlement and its mark price have the same key. <c>funding_complete</c> holds for each contract the range without a missing settlement, so that after a restart
/// the collector requests only the settlements outside of it.
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

    /// <summary>
    /// Moves the mark prices to a table of their own, because they come from another endpoint than the rates, and a settlement may have none. The history of a
    /// contract with missing prices counts as not read, so the collector requests it again.
    /// </summary>
    public static void SeparateMarkPrices(StorageConnection connection)
    {
        connection.Execute("""
            CREATE TABLE mark_prices (
              symbol TEXT    NOT NULL,
              time   INTEGER NOT NULL,
              price  REAL    NOT NULL,
              PRIMARY KEY (symbol, time)
            ) WITHOUT ROWID
            """);
        connection.Execute("INSERT INTO mark_prices (symbol, time, price) SELECT symbol, time, mark_price FROM funding_rates WHERE mark_price IS NOT NULL");
        connection.Execute("""
            DELETE FROM funding_complete WHERE symbol IN (
              SELECT symbol FROM funding_rates WHERE mark_price IS NULL)
            """);
        connection.Execute("ALTER TABLE funding_rates DROP COLUMN mark_price");
    }
}
