using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>
/// The table <c>revisions</c>: the values of a candle before each change, written in the transaction of the change. The table is never empty after its first
/// row, so SQLite never gives an id a second time.
/// </summary>
internal static class RevisionTable
{
    public const string Columns = "id, symbol, interval, changed_at, source, time, open, high, low, close, volume, buy_volume, sell_volume, delta, trade_count";

    /// <summary>The row of <c>meta</c> with the time from which all changes are recorded, ms UTC.</summary>
    public const string SinceKey = "revisions_since";

    public static void Create(StorageConnection connection)
    {
        connection.Execute("""
            CREATE TABLE revisions (
              id          INTEGER PRIMARY KEY,
              symbol      TEXT    NOT NULL,
              interval    INTEGER NOT NULL,
              changed_at  INTEGER NOT NULL,
              source      TEXT    NOT NULL,
              time        INTEGER NOT NULL,
              open        REAL    NOT NULL,
              high        REAL    NOT NULL,
              low         REAL    NOT NULL,
              close       REAL    NOT NULL,
              volume      REAL    NOT NULL,
              buy_volume  REAL    NOT NULL,
              sell_volume REAL    NOT NULL,
              delta       REAL    NOT NULL,
              trade_count INTEGER NOT NULL
            )
            """);
        connection.Execute("CREATE INDEX revisions_by_candle ON revisions (symbol, interval, time)");
        connection.Execute($"INSERT INTO meta (key, value) VALUES ('{SinceKey}', CAST(unixepoch('subsec') * 1000 AS INTEGER)) ON CONFLICT DO NOTHING");
    }
}

/// <summary>Records old values of candles in the caller's transaction, and deletes the oldest rows over the bound.</summary>
internal sealed class RevisionStore(StorageConnection connection, int bound)
{
    /// <summary>Number of rows that are deleted for each new row while the table is over its bound. So a smaller bound takes effect in small steps.</summary>
    private const int DeletedForEach = 2;

    private readonly Statement _insert = connection.Prepare("""
        INSERT INTO revisions (symbol, time, open, high, low, close, volume, buy_volume, sell_volume, delta, trade_count, interval, changed_at, source)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        """);

    /// <summary>Ids have no holes, so the newest id shows which rows are over the bound, without a count.</summary>
    private readonly Statement _trim = connection.Prepare(
        "DELETE FROM revisions WHERE id <= (SELECT max(id) FROM revisions) - ?1 AND id < (SELECT min(id) FROM revisions) + ?2");

    /// <param name="series">The series.</param>
    /// <param name="source">What asked for the change.</param>
    /// <param name="at">The time of the change, ms UTC.</param>
    /// <param name="old">The values before the change.</param>
    public void Put(SeriesKey series, ChangeSource source, long at, List<Candle> old)
    {
        _insert.Bind(1, series.Instrument.StorageKey).Bind(12, series.Interval.Minutes).Bind(13, at).Bind(14, source.ToName());
        foreach (var candle in old)
            CandleRow.Bind(_insert, candle).Run();
        _trim.Bind(1, bound).Bind(2, old.Count * DeletedForEach).Run();
    }
}
