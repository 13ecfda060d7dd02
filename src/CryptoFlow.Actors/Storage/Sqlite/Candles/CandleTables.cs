using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>
/// The candle tables, one per interval. Other programs read these names and columns, so they must not change (Storage/DESIGN.md, The file). The natural key is
/// the clustered primary key, so a page of a series is one range of the B-tree.
/// </summary>
public static class CandleTables
{
    public const string Columns = "time, open, high, low, close, volume, buy_volume, sell_volume, delta, trade_count";

    public static string NameOf(Interval interval) => $"candles_{interval.Minutes}";

    /// <summary>Creates the table of an interval if it does not exist. Idempotent. Runs in the caller's transaction.</summary>
    /// <remarks>
    /// The trigger corrects the row count in <c>series</c> when another program deletes candles. There is no trigger for inserts, because it would slow down
    /// every candle that the writer stores. Rows that another program inserts are counted at the next search for gaps.
    /// </remarks>
    public static void Create(StorageConnection connection, Interval interval)
    {
        var table = NameOf(interval);
        connection.Execute($"""
            CREATE TABLE IF NOT EXISTS {table} (
              symbol      TEXT    NOT NULL,
              time        INTEGER NOT NULL,
              open        REAL    NOT NULL,
              high        REAL    NOT NULL,
              low         REAL    NOT NULL,
              close       REAL    NOT NULL,
              volume      REAL    NOT NULL,
              buy_volume  REAL    NOT NULL DEFAULT 0,
              sell_volume REAL    NOT NULL DEFAULT 0,
              delta       REAL    NOT NULL DEFAULT 0,
              trade_count INTEGER NOT NULL DEFAULT 0,
              PRIMARY KEY (symbol, time)
            ) WITHOUT ROWID
            """);
        connection.Execute($"""
            CREATE TRIGGER IF NOT EXISTS {table}_deleted AFTER DELETE ON {table}
            BEGIN
              UPDATE series SET
                row_count   = row_count - 1,
                oldest_time = CASE WHEN OLD.time = oldest_time THEN (SELECT min(time) FROM {table} WHERE symbol = OLD.symbol) ELSE oldest_time END,
                newest_time = CASE WHEN OLD.time = newest_time THEN (SELECT max(time) FROM {table} WHERE symbol = OLD.symbol) ELSE newest_time END,
                version     = version + 1
              WHERE symbol = OLD.symbol AND interval = {interval.Minutes};
            END
            """);
    }
}
