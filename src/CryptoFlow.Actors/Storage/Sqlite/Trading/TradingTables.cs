using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Trading;

/// <summary>
/// The tables of paper trading. A row of <c>strategy_states</c> is one trader's record: its progress and its account. The trader's signals, trades (one for each
/// signal) and equity curve refer to its id. Prices and money are in quote currency; times are open times of 15m candles, ms UTC.
/// </summary>
internal static class TradingTables
{
    private const string SignalColumns = """
        id, run, time, direction, setup_type, entry_price, sl_price, tp1_price, tp2_price, channel_support, channel_resistance, support_touches, resistance_touches
        """;

    private const string TradeColumns = """
        signal_id, run, entry_time, entry_candle, entry_capital, status, tp1_time, exit_time, exit_price, candles_held, exit_reason, pnl_pct, gross, fees, net, capital
        """;

    public static void Create(StorageConnection connection)
    {
        connection.Execute("""
            CREATE TABLE strategy_states (
              id           INTEGER PRIMARY KEY,
              strategy     TEXT    NOT NULL,
              symbol       TEXT    NOT NULL,
              parameters   TEXT    NOT NULL,
              origin       INTEGER NOT NULL,
              last_time    INTEGER NOT NULL,
              candles      INTEGER NOT NULL,
              capital      REAL    NOT NULL,
              peak         REAL    NOT NULL,
              max_drawdown REAL    NOT NULL,
              trades       INTEGER NOT NULL,
              wins         INTEGER NOT NULL,
              losses       INTEGER NOT NULL,
              UNIQUE (strategy, symbol, parameters)
            )
            """);
        connection.Execute("""
            CREATE TABLE signals (
              id                 INTEGER PRIMARY KEY,
              run                INTEGER NOT NULL REFERENCES strategy_states (id),
              time               INTEGER NOT NULL,
              direction          TEXT    NOT NULL CHECK (direction IN ('LONG', 'SHORT')),
              setup_type         TEXT    NOT NULL,
              entry_price        REAL    NOT NULL,
              sl_price           REAL    NOT NULL,
              tp1_price          REAL    NOT NULL,
              tp2_price          REAL    NOT NULL,
              channel_support    REAL    NOT NULL,
              channel_resistance REAL    NOT NULL,
              support_touches    INTEGER NOT NULL,
              resistance_touches INTEGER NOT NULL,
              UNIQUE (run, time)
            )
            """);

        // entry_candle is the number of the entry candle. Together with strategy_states.candles it gives how long an open trade has been held.
        connection.Execute("""
            CREATE TABLE trades (
              signal_id     INTEGER PRIMARY KEY REFERENCES signals (id),
              run           INTEGER NOT NULL REFERENCES strategy_states (id),
              entry_time    INTEGER NOT NULL,
              entry_candle  INTEGER NOT NULL,
              entry_capital REAL    NOT NULL,
              status        TEXT    NOT NULL CHECK (status IN ('ACTIVE', 'TP1', 'CLOSED')),
              tp1_time      INTEGER,
              exit_time     INTEGER,
              exit_price    REAL,
              candles_held  INTEGER,
              exit_reason   TEXT    CHECK (exit_reason IN ('STOP', 'TP2', 'TIMEOUT')),
              pnl_pct       REAL,
              gross         REAL,
              fees          REAL,
              net           REAL,
              capital       REAL,
              UNIQUE (run, entry_time)
            )
            """);
        connection.Execute("CREATE INDEX trades_open ON trades (run, entry_time) WHERE status <> 'CLOSED'");
        connection.Execute("""
            CREATE TABLE equity (
              run      INTEGER NOT NULL REFERENCES strategy_states (id),
              time     INTEGER NOT NULL,
              capital  REAL    NOT NULL,
              drawdown REAL    NOT NULL,
              PRIMARY KEY (run, time)
            ) WITHOUT ROWID
            """);
    }

    /// <summary>
    /// Allows strategies without channels or targets, and exits that a strategy orders. SQLite cannot remove a constraint from a column, so the two tables are
    /// created again and their rows copied.
    /// </summary>
    /// <remarks>
    /// The new trades refer to the new signals, because SQLite enforces foreign keys here and refuses to drop a table to which rows refer. Renaming the
    /// table also changes the reference.
    /// </remarks>
    public static void AllowAnyStrategy(StorageConnection connection)
    {
        connection.Execute("""
            CREATE TABLE signals_new (
              id                 INTEGER PRIMARY KEY,
              run                INTEGER NOT NULL REFERENCES strategy_states (id),
              time               INTEGER NOT NULL,
              direction          TEXT    NOT NULL CHECK (direction IN ('LONG', 'SHORT')),
              setup_type         TEXT    NOT NULL,
              entry_price        REAL    NOT NULL,
              sl_price           REAL    NOT NULL,
              tp1_price          REAL,
              tp2_price          REAL,
              channel_support    REAL,
              channel_resistance REAL,
              support_touches    INTEGER,
              resistance_touches INTEGER,
              UNIQUE (run, time)
            )
            """);
        connection.Execute($"INSERT INTO signals_new ({SignalColumns}) SELECT {SignalColumns} FROM signals");
        connection.Execute("""
            CREATE TABLE trades_new (
              signal_id     INTEGER PRIMARY KEY REFERENCES signals_new (id),
              run           INTEGER NOT NULL REFERENCES strategy_states (id),
              entry_time    INTEGER NOT NULL,
              entry_candle  INTEGER NOT NULL,
              entry_capital REAL    NOT NULL,
              status        TEXT    NOT NULL CHECK (status IN ('ACTIVE', 'TP1', 'CLOSED')),
              tp1_time      INTEGER,
              exit_time     INTEGER,
              exit_price    REAL,
              candles_held  INTEGER,
              exit_reason   TEXT    CHECK (exit_reason IN ('STOP', 'TP2', 'TIMEOUT', 'SIGNAL')),
              pnl_pct       REAL,
              gross         REAL,
              fees          REAL,
              net           REAL,
              capital       REAL,
              UNIQUE (run, entry_time)
            )
            """);
        connection.Execute($"INSERT INTO trades_new ({TradeColumns}) SELECT {TradeColumns} FROM trades");
        connection.Execute("DROP TABLE trades");
        connection.Execute("DROP TABLE signals");
        connection.Execute("ALTER TABLE signals_new RENAME TO signals");
        connection.Execute("ALTER TABLE trades_new RENAME TO trades");
        connection.Execute("CREATE INDEX trades_open ON trades (run, entry_time) WHERE status <> 'CLOSED'");
    }
}
