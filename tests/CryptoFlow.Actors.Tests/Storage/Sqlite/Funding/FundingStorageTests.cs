using System.Collections.Immutable;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite.Funding;

/// <summary>The writer stores funding rates, and the readers read them.</summary>
public sealed class FundingStorageTests : WrittenAndReadTests
{
    private const long Hour = 3_600_000;

    private static readonly Instrument Btc = new(Exchange.Binance, "BTCUSDT");
    private static readonly Instrument Eth = new(Exchange.Binance, "ETHUSDT");

    [Fact]
    public void Rates_are_stored_under_the_names_that_other_programs_read()
    {
        Put(Btc, [new(Hour, -0.0001, 100.5), new(2 * Hour, 0.0002, null)]);

        Assert.Equal(
            ["BINANCE:BTCUSDT|3600000|-0.0001", "BINANCE:BTCUSDT|7200000|0.0002"],
            Foreign.Query("SELECT concat_ws('|', symbol, time, rate) FROM funding_rates ORDER BY time", r => r.GetString(0)));
        Assert.Equal(["BINANCE:BTCUSDT|3600000|100.5"], Foreign.Query("SELECT concat_ws('|', symbol, time, price) FROM mark_prices", r => r.GetString(0)));
        foreach (var table in (string[])["funding_rates", "mark_prices"])
            Assert.Equal(["symbol", "time"], Foreign.Query($"SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk", r => r.GetString(0)));
    }

    [Fact]
    public void The_same_rates_again_write_no_frame_and_others_replace_the_stored_ones()
    {
        Assert.Equal(2, Put(Btc, Rates(1, 2), new TimeRange(Hour, 3 * Hour)).Changed);
        var before = Frames();

        Assert.Equal(0, Put(Btc, Rates(1, 2), new TimeRange(Hour, 3 * Hour)).Changed);
        Assert.Equal(before, Frames());

        Assert.Equal(1, Put(Btc, [new(Hour, 0.5, null), new(2 * Hour, 2 * 0.0001, null)]).Changed);
        Assert.Equal(1, Put(Btc, [new(2 * Hour, 2 * 0.0001, 2.5)]).Changed); // A price alone.
        Put(Btc, [new(2 * Hour, 2 * 0.0001, 2)]);
        Assert.Equal([new FundingRate(Hour, 0.5, 1), new FundingRate(2 * Hour, 2 * 0.0001, 2)], Read(Btc).Rates.AsEnumerable()); // The mark price is kept.
    }

    [Fact]
    public void Without_From_the_latest_rates_are_returned_and_with_From_the_earliest()
    {
        Put(Btc, Rates(1, 2, 3, 4, 5));
        Put(Eth, Rates(9));

        AssertPage([4, 5], true, Page(limit: 2));
        AssertPage([2, 3], true, Page(limit: 2, to: 4));
        AssertPage([2, 3], true, Page(limit: 2, from: 2));
        AssertPage([4, 5], false, Page(limit: 2, from: 4));
        AssertPage([3], false, Page(limit: 2, from: 3, to: 4));
        AssertPage([], false, Page(limit: 2, from: 6));
        Assert.False(Read(new Instrument(Exchange.Bybit, "BTCUSDT")).Known);
    }

    [Fact]
    public void Complete_ranges_that_touch_are_joined_and_of_two_others_the_later_one_stays()
    {
        Assert.Null(Put(Btc, Rates(5)).Complete);
        Assert.Equal(Hours(5, 7), Put(Btc, [], Hours(5, 7)).Complete);
        Assert.Equal(Hours(2, 7), Put(Btc, Rates(3), Hours(2, 5)).Complete);
        Assert.Equal(Hours(2, 9), Put(Btc, [], Hours(6, 9)).Complete);
        Assert.Equal(Hours(2, 9), Put(Btc, [], Hours(0, 1)).Complete);
        Assert.Equal(Hours(11, 12), Put(Btc, [], Hours(11, 12)).Complete);
        Assert.Equal(Hours(11, 12), Read(Btc).Complete);
        Assert.Null(Read(Eth).Complete);
    }

    [Theory]
    [InlineData(1, 0.1, 1, "whole minute")]
    [InlineData(Hour, 1.5, 1, "rate is not")]
    [InlineData(Hour, double.NaN, 1, "rate is not")]
    [InlineData(Hour, 0.1, 0, "mark price")]
    public void A_message_with_an_impossible_rate_is_refused_whole(long time, double rate, double mark, string why)
    {
        var refused = Assert.IsType<WriteRefused>(Writer.Store(Message(Btc, [new(Hour / 2, 0.1, null), new(time, rate, mark)])).Reply);

        Assert.Equal(WriteRefusal.Invalid, refused.Reason);
        Assert.Contains(why, refused.Detail, StringComparison.Ordinal);
        Assert.False(Read(Btc).Known);
    }

    [Fact]
    public void A_message_that_is_too_long_or_not_ascending_or_has_an_empty_range_is_refused()
    {
        foreach (var message in (WriteFundingRates[])
            [
                Message(Btc, Rates([.. Enumerable.Range(1, MaxFundingRatesPerMessage + 1)])),
                Message(Btc, Rates(2, 1)),
                Message(Btc, Rates(1, 1)),
                Message(Btc, [], Hours(3, 3)),
            ])
            Assert.Equal(WriteRefusal.Invalid, Assert.IsType<WriteRefused>(Writer.Store(message).Reply).Reason);
    }

    private static WriteFundingRates Message(Instrument contract, ImmutableArray<FundingRate> rates, TimeRange? complete = null) =>
        new(WriteId.New(), contract, rates, complete, TimeSpan.MaxValue);

    private FundingRatesWritten Put(Instrument contract, ImmutableArray<FundingRate> rates, TimeRange? complete = null) =>
        Assert.IsType<FundingRatesWritten>(Writer.Store(Message(contract, rates, complete)).Reply);

    private FundingRatesRead Read(Instrument contract, int limit = 100, long? from = null, long? to = null) =>
        Assert.IsType<FundingRatesRead>(Reader.Answer(new ReadFundingRates(contract, from, to, limit, TimeSpan.MaxValue), Messages.Deadline.Never));

    private (int[] Hours, bool HasMore) Page(int limit, int? from = null, int? to = null)
    {
        var read = Read(Btc, limit, from * Hour, to * Hour);
        return ([.. read.Rates.Select(r => (int)(r.Time / Hour))], read.HasMore);
    }

    private static void AssertPage(int[] hours, bool hasMore, (int[] Hours, bool HasMore) page)
    {
        Assert.Equal(hours, page.Hours);
        Assert.Equal(hasMore, page.HasMore);
    }

    private static TimeRange Hours(int from, int to) => new(from * Hour, to * Hour);

    private static ImmutableArray<FundingRate> Rates(params int[] hours) => [.. hours.Select(h => new FundingRate(h * Hour, h * 0.0001, h))];

    private long Frames() => Foreign.Query("PRAGMA wal_checkpoint(NOOP)", r => r.GetInt64(1)).Single();
}
