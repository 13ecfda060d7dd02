using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Processes;
using SQLitePCL;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterMessages;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>Each message runs in one transaction and gives one result.</summary>
public sealed class SqliteWriteStoreTests : IDisposable
{
    private readonly TestDatabase _database = new();
    private readonly StorageConnection _connection;
    private readonly SqliteWriteStore _store;
    private readonly ForeignConnection _foreign;

    public SqliteWriteStoreTests()
    {
        _connection = _database.OpenWriter();
        _store = new SqliteWriteStore(_connection, _database.Settings);
        _foreign = _database.Foreign();
    }

    private long WalFrames => _foreign.Query("PRAGMA wal_checkpoint(NOOP)", r => r.GetInt64(1)).Single();

    public void Dispose()
    {
        _store.Dispose();
        _foreign.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void New_changed_and_unchanged_candles_are_distinguished()
    {
        _store.Put(Btc15, Page(Btc15, 0, 10));
        var message = Write(Btc15, [.. Page(Btc15, 5, 3), .. Page(Btc15, 8, 2, price: 200), .. Page(Btc15, 10, 4)], WriteLane.Sync);

        var result = _store.Store(message);

        Assert.Equal(new CandlesWritten(message.Id, message.Run, Btc15, Inserted: 4, Updated: 2, Unchanged: 3, SeriesVersion: 2), result.Reply);
        Assert.Equal(6, result.Rows);
        Assert.Equal((Btc15, WriteLane.Sync, 2L), (result.Committed!.Series, result.Committed.Lane, result.Committed.SeriesVersion));
        Assert.Equal<Candle>([.. Page(Btc15, 8, 2, price: 200), .. Page(Btc15, 10, 4)], result.Committed.Changed);
        Assert.Equal((14L, Time(Btc15, 0), Time(Btc15, 13)), (result.Stats!.Rows, result.Stats.OldestTime, result.Stats.NewestTime));
        Assert.Equal(14, _foreign.Scalar<long>("SELECT count(*) FROM candles_15"));
    }

    [Theory]
    [InlineData("Open")]
    [InlineData("High")]
    [InlineData("Low")]
    [InlineData("Close")]
    [InlineData("Volume")]
    [InlineData("BuyVolume")]
    [InlineData("SellVolume")]
    [InlineData("Delta")]
    [InlineData("TradeCount")]
    public void A_difference_in_any_column_is_a_change_that_is_stored(string column)
    {
        var candle = At(Start);
        _store.Put(Btc15, [candle]);
        var revised = column switch
        {
            "Open" => candle with { Open = 100.25 },
            "High" => candle with { High = 102 },
            "Low" => candle with { Low = 98 },
            "Close" => candle with { Close = 100.25 },
            "Volume" => candle with { Volume = 11 },
            "BuyVolume" => candle with { BuyVolume = 5 },
            "SellVolume" => candle with { SellVolume = 7 },
            "Delta" => candle with { Delta = -3 },
            _ => candle with { TradeCount = 8 },
        };

        Assert.Equal(1, _store.Put(Btc15, [revised]).Updated);
        Assert.Equal(1, _store.Put(Btc15, [revised]).Unchanged);

        var stored = _foreign.Query(
            "SELECT time, open, high, low, close, volume, buy_volume, sell_volume, delta, trade_count FROM candles_15 WHERE symbol = 'BINANCE:BTCUSDT'",
            r => new Candle(
                r.GetInt64(0), r.GetDouble(1), r.GetDouble(2), r.GetDouble(3), r.GetDouble(4), r.GetDouble(5), r.GetDouble(6), r.GetDouble(7), r.GetDouble(8), r.GetInt64(9)));
        Assert.Equal([revised], stored);
    }

    [Fact]
    public void A_page_that_is_sent_again_writes_no_frame_and_is_not_published()
    {
        var page = Page(Btc15, 0, MaxCandlesPerMessage);
        _store.Put(Btc15, page);
        var before = WalFrames;
        Assert.NotEqual(0, before);

        var result = _store.Store(Write(Btc15, page));

        Assert.Equal(before, WalFrames);
        Assert.Equal((page.Length, 1L), (((CandlesWritten)result.Reply).Unchanged, ((CandlesWritten)result.Reply).SeriesVersion));
        Assert.Null(result.Committed);
        Assert.Null(result.Stats);
    }

    [Fact]
    public void An_empty_page_is_answered_with_the_version_and_writes_no_frame()
    {
        _store.Put(Btc15, Page(Btc15, 0, 1));
        var before = WalFrames;

        var reply = _store.Put(Btc15, []);

        Assert.Equal((0, 0, 0, 1L), (reply.Inserted, reply.Updated, reply.Unchanged, reply.SeriesVersion));
        Assert.Equal(before, WalFrames);
    }

    [Fact]
    public void A_page_that_breaks_its_contract_is_refused_as_a_whole()
    {
        var page = Page(Btc15, 0, 4);
        AssertInvalid(Write(Btc15, Page(Btc15, 0, MaxCandlesPerMessage + 1)), "at most 1500");
        AssertInvalid(Write(Btc15, [page[0], page[2], page[1]]), "not ascending");
        AssertInvalid(Write(Btc15, [page[0], page[0]]), "not ascending");
        AssertInvalid(Write(Btc15, [page[0], page[1] with { High = 1 }]), "impossible");
        AssertInvalid(Write(Btc15, [page[0], page[1] with { BuyVolume = double.NaN }]), "impossible");
        AssertInvalid(Write(Btc60, [page[1]]), "off the grid");
    }

    [Fact]
    public void An_interval_that_is_not_configured_gets_its_table_with_its_first_page_and_keeps_it()
    {
        var series = Btc15 with { Interval = Interval.M1 };
        Assert.Equal(3, _store.Put(series, Page(series, 0, 3)).Inserted);
        Assert.Equal(3, _store.Put(series, Page(series, 0, 3)).Unchanged);

        using var again = new SqliteWriteStore(_database.OpenWriter(), _database.Settings);
        Assert.Equal((1, 2), (again.Put(series, Page(series, 1, 3)).Inserted, again.Put(series, Page(series, 0, 2)).Unchanged));
        KeptCounts.AssertExact(_foreign, Interval.M1);
    }

    [Fact]
    public void An_imported_candle_without_taker_volume_keeps_the_taker_volume_of_a_stored_candle_with_the_same_prices_and_volume()
    {
        var full = At(Time(Btc15, 0));
        var plain = full with { BuyVolume = 0, SellVolume = 0, Delta = 0, TradeCount = 0 };
        _store.Put(Btc15, [full]);

        Assert.Equal((0, 1), Counts(_store.Put(Btc15, [plain], ChangeSource.Import)));
        Assert.Equal([full], StoredRows.Candles(_foreign, 15, "BINANCE:BTCUSDT"));
        Assert.Equal((1, 0), Counts(_store.Put(Btc15, [plain with { Volume = 11 }], ChangeSource.Import)));
        Assert.Equal([plain with { Volume = 11 }], StoredRows.Candles(_foreign, 15, "BINANCE:BTCUSDT"));
        Assert.Equal((1, 0), Counts(_store.Put(Btc15, [full])));
        Assert.Equal([full], StoredRows.Candles(_foreign, 15, "BINANCE:BTCUSDT"));

        static (int Updated, int Unchanged) Counts(CandlesWritten written) => (written.Updated, written.Unchanged);
    }

    /// <summary>Bybit and Bitget send no taker volume, so a taker volume that another program has written is wrong.</summary>
    [Theory]
    [InlineData(ChangeSource.Sync)]
    [InlineData(ChangeSource.Backfill)]
    [InlineData(ChangeSource.Sweep)]
    [InlineData(ChangeSource.Repair)]
    public void The_zeros_of_an_exchange_replace_a_taker_volume_that_it_did_not_send(ChangeSource source)
    {
        var full = At(Time(Eth15, 0));
        var plain = full with { BuyVolume = 0, SellVolume = 0, Delta = 0, TradeCount = 0 };
        _store.Put(Eth15, [full]);
        Assert.Equal(1, _store.Put(Eth15, [plain], source).Updated);
        Assert.Equal([plain], StoredRows.Candles(_foreign, 15, "BYBIT:ETHUSDT"));
    }

    [Fact]
    public void On_a_full_disk_nothing_of_the_page_is_stored_and_the_connection_still_works()
    {
        _store.Put(Btc15, Page(Btc15, 0, 1));
        var pages = _connection.QueryInt64("PRAGMA page_count");
        _connection.QueryInt64($"PRAGMA max_page_count = {pages}");

        var failure = Assert.Throws<SqliteStoreException>(() => _store.Store(Write(Btc15, Page(Btc15, 1, MaxCandlesPerMessage))));

        Assert.Equal(raw.SQLITE_FULL, failure.Code);
        KeptCounts.AssertExact(_foreign, Interval.M15);
        Assert.Equal(1, _foreign.Scalar<long>("SELECT count(*) FROM candles_15"));
        _connection.QueryInt64("PRAGMA max_page_count = 100000");
        Assert.Equal(MaxCandlesPerMessage, _store.Put(Btc15, Page(Btc15, 1, MaxCandlesPerMessage)).Inserted);
        KeptCounts.AssertExact(_foreign, Interval.M15);
    }

    [Fact]
    public void A_first_page_that_fails_does_not_lose_the_row_of_its_series()
    {
        _store.Put(Eth15, Page(Eth15, 0, 1));
        _connection.QueryInt64($"PRAGMA max_page_count = {_connection.QueryInt64("PRAGMA page_count")}");
        Assert.Throws<SqliteStoreException>(() => _store.Store(Write(Btc15, Page(Btc15, 0, MaxCandlesPerMessage))));
        _connection.QueryInt64("PRAGMA max_page_count = 100000");

        _store.Put(Btc15, Page(Btc15, 0, 3));

        KeptCounts.AssertExact(_foreign, Interval.M15);
    }

    [Fact]
    public void After_a_lock_timeout_nothing_is_stored_and_the_next_message_is_handled()
    {
        _connection.Patience = TimeSpan.FromMilliseconds(20);
        _foreign.Execute("BEGIN IMMEDIATE");
        var failure = Assert.Throws<SqliteStoreException>(() => _store.Store(Write(Btc15, Page(Btc15, 0, 3))));
        Assert.Equal(raw.SQLITE_BUSY, failure.Code);
        Assert.True(_store.TakeLockWait().WasRefused);

        _foreign.Execute("COMMIT");
        Assert.Equal(3, _store.Put(Btc15, Page(Btc15, 0, 3)).Inserted);
    }

    [Fact]
    public void The_proof_that_the_file_can_be_written_writes_each_time()
    {
        for (var time = 0; time < 3; time++)
        {
            var before = _foreign.Scalar<long>("PRAGMA data_version");
            _store.ProveWritable();
            Assert.NotEqual(before, _foreign.Scalar<long>("PRAGMA data_version"));
        }
    }

    private void AssertInvalid(WriteCandles message, string because)
    {
        var rejected = Assert.IsType<WriteRefused>(_store.Store(message).Reply);
        Assert.Equal((message.Id, WriteRefusal.Invalid), (rejected.Id, rejected.Reason));
        Assert.Contains(because, rejected.Detail, StringComparison.Ordinal);
        Assert.Equal(0, _foreign.Scalar<long>("SELECT (SELECT count(*) FROM candles_15) + (SELECT count(*) FROM candles_60) + (SELECT count(*) FROM series)"));
    }
}
