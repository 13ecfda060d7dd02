using System.Collections.Immutable;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.Schema;
using CryptoFlow.Storage.Writer;
using CsCheck;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Sqlite.Candles;

public sealed class CandleQueriesTests : WrittenAndReadTests
{
    [Fact]
    public void A_page_carries_the_identity_of_the_database_as_it_is_in_its_snapshot()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 3));
        Assert.Equal(32, Read(limit: 3).DatabaseId!.Length);

        using (var foreign = Database.Foreign())
            foreign.Execute("UPDATE meta SET value = 'another' WHERE key = 'database_id'");
        Assert.Equal("another", Read(limit: 3).DatabaseId);

        using (var foreign = Database.Foreign())
            foreign.Execute("DELETE FROM meta");
        Assert.Null(Read(limit: 3).DatabaseId);
    }

    [Fact]
    public void A_table_that_is_missing_is_not_an_empty_series()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 3));
        using (var foreign = Database.Foreign())
            foreign.Execute("ALTER TABLE candles_15 RENAME TO theirs");
        using var reader = new SqliteReadStore(Database.OpenReader(), TimeProvider.System);

        Assert.Throws<SqliteStoreException>(() => reader.Answer(new ReadCandles(Btc15, 3, null, null, TimeSpan.MaxValue)));
        Assert.Throws<SqliteStoreException>(() => reader.Answer(new FindMissing(Btc15, new TimeRange(0, 900_000), TimeSpan.MaxValue)));
    }

    [Fact]
    public void The_latest_candles_are_ascending_and_have_all_their_values()
    {
        var candle = new Candle(Time(Btc15, 9), 1.5, 2.5, 0.5, 1.25, 3.75, 2.5, 1.25, 1.25, 42);
        Writer.Put(Btc15, Page(Btc15, 0, 9));
        Writer.Put(Btc15, [candle]);

        var read = Read(limit: 3);

        Assert.Equal<Candle>([.. Page(Btc15, 7, 2), candle], read.Candles);
        Assert.Equal((true, true, 2L), (read.Known, read.HasOlder, read.SeriesVersion));
    }

    [Fact]
    public void Before_and_after_are_exclusive()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 10));
        Assert.Equal<Candle>(Page(Btc15, 2, 3), Read(3, before: Time(Btc15, 5)).Candles);
        Assert.Equal<Candle>(Page(Btc15, 6, 3), Read(3, after: Time(Btc15, 5)).Candles);
        Assert.Equal<Candle>(Page(Btc15, 3, 2), Read(5, before: Time(Btc15, 5), after: Time(Btc15, 2)).Candles);
    }

    [Fact]
    public void HasOlder_is_exact_at_the_oldest_candle()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 10));
        Assert.True(Read(9).HasOlder);
        Assert.False(Read(10).HasOlder);
        Assert.False(Read(11).HasOlder);
        Assert.True(Read(4, before: Time(Btc15, 5)).HasOlder);
        Assert.False(Read(5, before: Time(Btc15, 5)).HasOlder);
        Assert.False(Read(5, before: Time(Btc15, 0)).HasOlder);
        Assert.True(Read(5, after: Time(Btc15, 0)).HasOlder);
        Assert.False(Read(5, after: Time(Btc15, -1)).HasOlder);
        Assert.True(Read(5, after: Time(Btc15, 9)).HasOlder);
    }

    [Fact]
    public void Any_page_is_equal_to_a_naive_search()
    {
        var stored = Some(Btc15, 100, [0, 1, 2, 5, 6, 9, 10, 11, 30]);
        Writer.Put(Btc15, stored);
        var bound = Gen.OneOf(Gen.Const((int?)null), Gen.Int[-2, 33].Select(i => (int?)i));
        Gen.Select(Gen.Int[1, 12], bound, bound).Sample(
            (limit, before, after) =>
            {
                var read = Read(limit, before is { } b ? Time(Btc15, b) : null, after is { } a ? Time(Btc15, a) : null);

                var within = stored.Where(c => (before is null || c.OpenTime < Time(Btc15, before.Value)) && (after is null || c.OpenTime > Time(Btc15, after.Value)));
                var naive = (after is null ? within.TakeLast(limit) : within.Take(limit)).ToList();
                var first = naive.Count > 0 ? naive[0].OpenTime : after is not null ? Time(Btc15, after.Value) + 1 : before is not null ? Time(Btc15, before.Value) : long.MaxValue;
                Assert.Equal(naive, read.Candles);
                Assert.Equal(stored.Any(c => c.OpenTime < first), read.HasOlder);
            },
            threads: 1);
    }

    [Fact]
    public void A_series_that_was_never_stored_is_not_known()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 1));
        var read = Read(5, series: Eth15);
        Assert.Equal((false, false, 0L), (read.Known, read.HasOlder, read.SeriesVersion));
        Assert.Empty(read.Candles);
    }

    [Fact]
    public void A_series_that_is_empty_again_is_known()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 3));
        using (var foreign = Database.Foreign())
            foreign.Execute("DELETE FROM candles_15");
        var read = Read(5);
        Assert.Equal((true, false, 4L), (read.Known, read.HasOlder, read.SeriesVersion));
        Assert.Empty(read.Candles);
    }

    [Fact]
    public void An_interval_without_a_table_is_not_known_and_wholly_missing_until_it_has_one()
    {
        var minutes = Btc15 with { Interval = Interval.M1 };
        Assert.False(Read(5, series: minutes).Known);
        Assert.Equal<TimeRange>([Range(minutes, 0, 5)], Missing(minutes, Range(minutes, 0, 5)));

        using (var connection = Database.OpenWriter())
            SchemaMigrator.Migrate(connection, [Interval.M1]);
        using (var foreign = Database.Foreign())
            foreign.Execute($"INSERT INTO candles_1 SELECT 'BINANCE:BTCUSDT', {Time(minutes, 1)}, 1, 1, 1, 1, 1, 0, 0, 0, 0");

        Assert.Equal<TimeRange>([Range(minutes, 0, 1), Range(minutes, 2, 5)], Missing(minutes, Range(minutes, 0, 5)));
    }

    [Fact]
    public void Missing_ranges_are_found_within_the_bounds()
    {
        Writer.Put(Btc15, Some(Btc15, 100, [0, 1, 2, 5, 6, 9]));
        Writer.Put(Eth15, Page(Eth15, 0, 20));
        Assert.Equal<TimeRange>([Range(Btc15, 3, 5), Range(Btc15, 7, 9), Range(Btc15, 10, 12)], Missing(Btc15, Range(Btc15, 0, 12)));
        Assert.Equal<TimeRange>([Range(Btc15, 4, 5)], Missing(Btc15, Range(Btc15, 4, 7)));
        Assert.Empty(Missing(Btc15, Range(Btc15, 0, 3)));
        Assert.Empty(Missing(Btc15, Range(Btc15, 3, 3)));
    }

    [Fact]
    public void No_snapshot_is_held_between_two_queries()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 100));
        Read(5);
        Missing(Btc15, Range(Btc15, 0, 50));
        Assert.False(Writer.Checkpoint(CheckpointMode.Truncate).Busy);
    }

    private CandlesRead Read(int limit, long? before = null, long? after = null, SeriesKey? series = null) =>
        Assert.IsType<CandlesRead>(Reader.Answer(new ReadCandles(series ?? Btc15, limit, before, after, TimeSpan.MaxValue)));

    private ImmutableArray<TimeRange> Missing(SeriesKey series, TimeRange range) =>
        Assert.IsType<MissingFound>(Reader.Answer(new FindMissing(series, range, TimeSpan.MaxValue))).Missing;
}
