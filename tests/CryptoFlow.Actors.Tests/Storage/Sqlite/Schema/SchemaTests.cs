using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Testing;

namespace CryptoFlow.Storage.Sqlite.Schema;

/// <summary>The names of tables and columns that other programs use.</summary>
public sealed class SchemaTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("candles_15")]
    [InlineData("candles_60")]
    [InlineData("candles_240")]
    [InlineData("candles_1440")]
    public void A_candle_table_has_the_columns_and_the_key_that_other_programs_read(string table)
    {
        using var file = _database.Foreign(readOnly: true);

        Assert.Equal(
            [
                "symbol TEXT", "time INTEGER", "open REAL", "high REAL", "low REAL", "close REAL", "volume REAL",
                "buy_volume REAL", "sell_volume REAL", "delta REAL", "trade_count INTEGER",
            ],
            file.Query($"SELECT name || ' ' || type FROM pragma_table_info('{table}') ORDER BY cid", r => r.GetString(0)));
        Assert.Equal(
            ["symbol", "time"],
            file.Query($"SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk", r => r.GetString(0)));
        Assert.Equal(1, file.Scalar<long>($"SELECT wr FROM pragma_table_list WHERE name = '{table}'"));
        Assert.Equal(0, file.Scalar<long>($"SELECT count(*) FROM pragma_table_info('{table}') WHERE \"notnull\" = 0"));
    }

    [Fact]
    public void A_new_file_is_of_the_current_version_and_in_wal_mode()
    {
        using var file = _database.Foreign(readOnly: true);
        Assert.Equal(SchemaMigrator.CurrentVersion, file.Scalar<long>("PRAGMA user_version"));
        Assert.Equal("wal", file.Scalar<string>("PRAGMA journal_mode"));
    }

    [Fact]
    public void Migrating_again_changes_nothing()
    {
        using var file = _database.Foreign();
        file.Execute($"INSERT INTO candles_15 VALUES ('BINANCE:BTCUSDT', {TestCandles.Start}, 1, 1, 1, 1, 1, 0, 0, 0, 0)");
        var before = Dump(file);

        using (var connection = _database.OpenWriter())
            SchemaMigrator.Migrate(connection, _database.Settings.Intervals);

        Assert.Equal(before, Dump(file));
        Assert.Equal(1, file.Scalar<long>("SELECT count(*) FROM candles_15"));
    }

    [Fact]
    public void Intervals_that_are_newly_configured_get_their_tables()
    {
        using (var connection = _database.OpenWriter())
            SchemaMigrator.Migrate(connection, [.. _database.Settings.Intervals, Interval.M1, new Interval(720)]);

        using var file = _database.Foreign(readOnly: true);
        Assert.Equal(2, file.Scalar<long>("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('candles_1', 'candles_720')"));
        Assert.Equal(2, file.Scalar<long>("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('candles_1', 'candles_720')"));
    }

    [Fact]
    public void A_migration_that_fails_leaves_no_part_of_it()
    {
        using var empty = new TestDatabase(prepare: false);
        using var connection = StorageConnection.OpenOrCreate(empty.Settings);
        connection.Execute("PRAGMA max_page_count = 5");

        var failure = Assert.Throws<SqliteStoreException>(() => SchemaMigrator.Migrate(connection, empty.Settings.Intervals));

        Assert.Equal(SQLitePCL.raw.SQLITE_FULL, failure.Code);
        Assert.Equal(0, connection.QueryInt64("PRAGMA user_version"));
        Assert.Equal(0, connection.QueryInt64("SELECT count(*) FROM sqlite_master"));
    }

    /// <summary>Before the migration, the stored rates of Bybit had no mark price. So its history is requested again, and the history of Binance is not.</summary>
    [Fact]
    public void A_file_of_version_12_keeps_its_mark_prices_and_reads_a_history_with_missing_prices_again()
    {
        using var old = new TestDatabase();
        using var file = old.Foreign();
        file.Execute("""
            ALTER TABLE commits RENAME COLUMN source TO lane; ALTER TABLE commits DROP COLUMN deleted;
            DROP TABLE mark_prices;
            ALTER TABLE funding_rates ADD COLUMN mark_price REAL;
            INSERT INTO funding_rates VALUES ('BINANCE:BTCUSDT', 3600000, 0.1, 42.5), ('BINANCE:BTCUSDT', 7200000, 0.2, 43.5), ('BYBIT:BTCUSDT', 3600000, 0.3, NULL);
            INSERT INTO funding_complete VALUES ('BINANCE:BTCUSDT', 0, 9), ('BYBIT:BTCUSDT', 0, 9);
            PRAGMA user_version = 12
            """);

        using (var connection = old.OpenWriter())
            SchemaMigrator.Migrate(connection, old.Settings.Intervals);

        Assert.Equal(["BINANCE:BTCUSDT|3600000|42.5", "BINANCE:BTCUSDT|7200000|43.5"], file.Query("SELECT concat_ws('|', symbol, time, price) FROM mark_prices ORDER BY time", r => r.GetString(0)));
        Assert.Equal(["0.1", "0.2", "0.3"], file.Query("SELECT rate || '' FROM funding_rates ORDER BY rate", r => r.GetString(0)));
        Assert.Equal(["BINANCE:BTCUSDT"], file.Query("SELECT symbol FROM funding_complete", r => r.GetString(0)));
        Assert.Equal(
            file.Query("SELECT name FROM pragma_table_info('funding_rates') ORDER BY cid", r => r.GetString(0)),
            Of(_database, "SELECT name FROM pragma_table_info('funding_rates') ORDER BY cid"));
    }

    /// <summary>The migration creates the ledger's table again, so that it accepts a new verdict.</summary>
    [Fact]
    public void A_file_of_version_2_keeps_every_row_of_its_ledger()
    {
        using var old = new TestDatabase();
        using var file = old.Foreign();
        file.Execute("""
            DROP TABLE mark_prices; DROP TABLE funding_rates; DROP TABLE funding_complete; ALTER TABLE series DROP COLUMN kept_from; DROP TABLE added_series; DROP TABLE lock_waits; DROP TABLE budgets; DROP TABLE budget_uses; DROP TABLE revisions; DROP TABLE commits; DROP TABLE comparisons; DROP TABLE gap_asks; DROP TABLE gaps;
            CREATE TABLE gaps (
              id             INTEGER PRIMARY KEY,
              symbol         TEXT    NOT NULL,
              interval       INTEGER NOT NULL,
              from_time      INTEGER NOT NULL,
              to_time        INTEGER NOT NULL,
              verdict        TEXT    NOT NULL CHECK (verdict IN ('open', 'repairing', 'confirmed_missing', 'filled')),
              asks           INTEGER NOT NULL DEFAULT 0,
              before_listing INTEGER NOT NULL DEFAULT 0,
              found_at       INTEGER NOT NULL,
              last_asked_at  INTEGER,
              next_ask_at    INTEGER,
              resolved_at    INTEGER
            );
            CREATE INDEX gaps_by_series ON gaps (symbol, interval, verdict, from_time);
            INSERT INTO gaps VALUES (3, 'BINANCE:BTCUSDT', 15, 900000, 1800000, 'open', 0, 0, 7, NULL, NULL, NULL);
            INSERT INTO gaps VALUES (5, 'BYBIT:ETHUSDT', 60, 3600000, 7200000, 'confirmed_missing', 3, 1, 7, 8, NULL, 9);
            INSERT INTO gaps VALUES (9, 'BITGET:ETHUSDT', 1440, 0, 86400000, 'filled', 2, 0, 7, 8, 10, 11);
            INSERT INTO gaps VALUES (12, 'BITGET:ETHUSDT', 240, 0, 14400000, 'repairing', 1, 0, 7, 8, 10, NULL);
            PRAGMA user_version = 2
            """);
        const string Rows = "SELECT concat_ws('|', id, symbol, interval, from_time, to_time, verdict, asks, before_listing, found_at, ifnull(last_asked_at, '-'), ifnull(next_ask_at, '-'), ifnull(resolved_at, '-')) FROM gaps ORDER BY id";
        var before = file.Query(Rows, r => r.GetString(0));

        using (var connection = old.OpenWriter())
            SchemaMigrator.Migrate(connection, old.Settings.Intervals);

        Assert.Equal(before, file.Query(Rows, r => r.GetString(0)));
        Assert.Equal(4, before.Count);
        Assert.Equal(SchemaMigrator.CurrentVersion, file.Scalar<long>("PRAGMA user_version"));
        Assert.Equal(
            file.Query("SELECT sql FROM sqlite_master WHERE tbl_name = 'gaps' AND sql NOT NULL ORDER BY name", r => r.GetString(0)),
            Of(_database, "SELECT sql FROM sqlite_master WHERE tbl_name = 'gaps' AND sql NOT NULL ORDER BY name"));
        file.Execute("UPDATE gaps SET verdict = 'unreadable', reason = 'high below low' WHERE id = 3");
    }

    /// <summary>The migration creates the tables of signals and trades again, for strategies of any kind. Trades refer to signals.</summary>
    [Fact]
    public void A_file_of_version_2_keeps_every_signal_and_trade_of_paper_trading()
    {
        using var old = new TestDatabase(prepare: false);
        using (var connection = StorageConnection.OpenOrCreate(old.Settings))
        {
            SchemaMigrator.Run(connection, 1);
            SchemaMigrator.Run(connection, 2);
            connection.Execute("INSERT INTO strategy_states VALUES (4, 'NO_ML', 'BINANCE:BTCUSDT', 'p', 0, 900000, 2, 9900, 10000, 0.01, 1, 0, 1)");
            connection.Execute("INSERT INTO signals VALUES (7, 4, 900000, 'LONG', 'BOUNCE', 100, 99, 101, 102, 98.5, 103, 2, 3)");
            connection.Execute("INSERT INTO signals VALUES (9, 4, 1800000, 'SHORT', 'BOUNCE', 100, 101, 99, 98, 97, 102, 2, 2)");
            connection.Execute("INSERT INTO trades VALUES (7, 4, 900000, 1, 10000, 'CLOSED', NULL, 1800000, 99, 1, 'STOP', -0.01, -100, 1, -101, 9899)");
            connection.Execute("INSERT INTO trades VALUES (9, 4, 1800000, 2, 9899, 'ACTIVE', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)");
            connection.Execute("INSERT INTO equity VALUES (4, 0, 10000, 0)");
            connection.Execute("PRAGMA user_version = 2");
        }

        using var file = old.Foreign();
        var before = Paper(file);

        using (var connection = StorageConnection.OpenOrCreate(old.Settings))
            SchemaMigrator.Migrate(connection, old.Settings.Intervals);

        Assert.Equal(before, Paper(file));
        Assert.Equal(5, before.Count);
        Assert.Equal(SchemaMigrator.CurrentVersion, file.Scalar<long>("PRAGMA user_version"));
        Assert.Empty(file.Query("PRAGMA foreign_key_check", r => r.GetString(0)));
        Assert.Equal(["signals.id", "strategy_states.id"], file.Query("""SELECT "table" || '.' || "to" FROM pragma_foreign_key_list('trades') ORDER BY 1""", r => r.GetString(0)));
        Assert.Equal(Dump(file), Of(_database, "SELECT name || coalesce(sql, '') FROM sqlite_master ORDER BY name"));
        file.Execute("INSERT INTO signals (run, time, direction, setup_type, entry_price, sl_price) VALUES (4, 2700000, 'LONG', 'CROSS', 100, 99)");
    }

    [Fact]
    public void A_migration_of_an_old_file_that_fails_leaves_the_file_at_its_old_version()
    {
        using var old = new TestDatabase(prepare: false);
        using var connection = StorageConnection.OpenOrCreate(old.Settings);
        SchemaMigrator.Run(connection, 1);
        SchemaMigrator.Run(connection, 2);
        connection.Execute("PRAGMA user_version = 2");
        connection.Execute("CREATE TABLE trades_new (other INTEGER)");

        Assert.Throws<SqliteStoreException>(() => SchemaMigrator.Migrate(connection, old.Settings.Intervals));

        Assert.Equal(2, connection.QueryInt64("PRAGMA user_version"));
        Assert.Equal(0, connection.QueryInt64("SELECT count(*) FROM sqlite_master WHERE name = 'comparisons'"));
    }

    private static List<string> Paper(ForeignConnection file) => file.Query(
        """
        SELECT concat_ws('|', id, run, time, direction, setup_type, entry_price, sl_price, tp1_price, tp2_price, channel_support, channel_resistance, support_touches, resistance_touches) FROM signals
        UNION ALL SELECT concat_ws('|', signal_id, run, entry_time, entry_candle, entry_capital, status, ifnull(tp1_time, '-'), ifnull(exit_time, '-'), ifnull(exit_price, '-'), ifnull(candles_held, '-'), ifnull(exit_reason, '-'), ifnull(pnl_pct, '-'), ifnull(gross, '-'), ifnull(fees, '-'), ifnull(net, '-'), ifnull(capital, '-')) FROM trades
        UNION ALL SELECT concat_ws('|', run, time, capital, drawdown) FROM equity
        """,
        r => r.GetString(0));

    private static List<string> Of(TestDatabase database, string sql)
    {
        using var file = database.Foreign(readOnly: true);
        return file.Query(sql, r => r.GetString(0));
    }

    private static List<string> Dump(ForeignConnection file) =>
        file.Query("SELECT name || coalesce(sql, '') FROM sqlite_master ORDER BY name", r => r.GetString(0));
}
