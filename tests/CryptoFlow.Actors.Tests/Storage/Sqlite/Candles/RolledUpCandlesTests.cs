using System.Collections.Immutable;
using CryptoFlow.Storage.Writer;
using CsCheck;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>Pages of candles that are rolled up by the reader.</summary>
public sealed class RolledUpCandlesTests : WrittenAndReadTests
{
    private static readonly Timeframe TwoHours = new(120);

    /// <summary>With limit, bounds and direction of any kind, a page is the same part of the rolled-up series.</summary>
    [Fact]
    public void Any_page_is_equal_to_a_naive_search()
    {
        var stored = Some(Btc15, 100, Enumerable.Range(3, 90).Where(i => i % 11 != 0 && i is < 40 or > 60));
        Writer.Put(Btc15, stored);
        var all = RollUp.All(stored, Interval.M15, TwoHours).ToList();
        var bound = Gen.OneOf(Gen.Const((int?)null), Gen.Int[-2, 110].Select(i => (int?)i));
        Gen.Select(Gen.Int[1, 16], bound, bound, bound).Sample(
            (limit, before, after, from) =>
            {
                var query = new ReadCandles(Btc15, limit, TimeAt(before), TimeAt(after), TimeSpan.MaxValue) { From = TimeAt(from), RolledUpTo = TwoHours };

                var read = Assert.IsType<CandlesRead>(Reader.Answer(query));

                var within = all.Where(r => r.Candle.OpenTime < (query.Before ?? long.MaxValue) && r.Candle.OpenTime > (query.After ?? long.MinValue) && r.Candle.OpenTime >= (query.From ?? long.MinValue));
                var naive = (after is null ? within.TakeLast(limit) : within.Take(limit)).ToList();
                Assert.Equal(naive.Select(r => r.Candle), read.Candles);
                Assert.Equal(naive.Select(r => r.Count), read.RolledUp!.Counts);
                if (naive.Count > 0)
                    Assert.Equal(naive[0].Candle.OpenTime > all[0].Candle.OpenTime, read.HasOlder);
            },
            threads: 1);
    }

    [Fact]
    public void A_page_carries_the_version_and_the_identity_of_its_base()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 9));
        Writer.Put(Btc15, Page(Btc15, 9, 1));

        var read = Read(TwoHours);

        Assert.Equal((Btc15, true, 2L, TwoHours), (read.Series, read.Known, read.SeriesVersion, read.RolledUp!.Timeframe));
        Assert.Equal(32, read.DatabaseId!.Length);
        Assert.Equal<BaseCount>([new(8, 8), new(2, 8)], read.RolledUp.Counts);
    }

    [Fact]
    public void A_series_that_was_never_stored_is_not_known()
    {
        var read = Read(TwoHours);
        Assert.False(read.Known);
        Assert.Empty(read.Candles);
        Assert.Empty(read.RolledUp!.Counts);
    }

    [Fact]
    public void A_page_of_stored_candles_has_no_roll_up()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 9));
        Assert.Null(Read(null).RolledUp);
    }

    [Fact]
    public void The_list_names_the_series_that_hold_candles()
    {
        Writer.Put(Eth15, Page(Eth15, 0, 3));
        Writer.Put(Btc60, Page(Btc60, 0, 2));
        Writer.Put(Btc15, Page(Btc15, 0, 5));

        Assert.Equal([(Btc15, 5L), (Btc60, 2L), (Eth15, 3L)], List(null).Select(s => (s.Series, s.Rows)));
        Assert.Equal([Btc15, Btc60], List(Btc15.Instrument).Select(s => s.Series));
    }

    private static long? TimeAt(int? index) => index is { } i ? Time(Btc15, i) : null;

    private CandlesRead Read(Timeframe? timeframe) =>
        Assert.IsType<CandlesRead>(Reader.Answer(new ReadCandles(Btc15, 10, null, null, TimeSpan.MaxValue) { RolledUpTo = timeframe }));

    private ImmutableArray<Storage.Candles.SeriesStats> List(Instrument? instrument) =>
        Assert.IsType<SeriesListed>(Reader.Answer(new ListSeries(instrument, TimeSpan.MaxValue))).Series;
}
