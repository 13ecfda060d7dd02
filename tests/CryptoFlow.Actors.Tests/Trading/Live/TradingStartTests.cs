using CryptoFlow.Collectors;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Candles;

namespace CryptoFlow.Trading.Live;

/// <summary>Where a trader begins that has no record yet, and what it waits for before.</summary>
public sealed class TradingStartTests
{
    private const long Quarter = 900_000;

    /// <summary>00:15 UTC.</summary>
    private const long Oldest = 1_699_920_000_000 + Quarter;
    private const long Newest = Oldest + (500 * Quarter);

    private static readonly SeriesKey Series = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);

    [Fact]
    public void Nothing_is_begun_before_a_candle_is_stored() =>
        Assert.Null(new TradingStart.At(1).Decide(TestHealth.Well, Series, isCollected: true).Time);

    [Theory]
    [InlineData(0L, Newest)]
    [InlineData(1L, null)]
    [InlineData(null, null)]
    public void Now_is_the_newest_candle_once_it_is_stored(long? lag, long? begins) =>
        Assert.Equal(begins, new TradingStart.Now().Decide(Health(lag: lag), Series, isCollected: true).Time);

    [Fact]
    public void Now_of_a_series_that_nobody_collects_is_the_newest_stored() =>
        Assert.Equal(Newest, new TradingStart.Now().Decide(Health(lag: null), Series, isCollected: false).Time);

    [Theory]
    [InlineData(BackfillPhase.Completed, 0, true)]
    [InlineData(BackfillPhase.Completed, 1, false)]
    [InlineData(BackfillPhase.Running, 0, false)]
    [InlineData(BackfillPhase.Incomplete, 0, false)]
    [InlineData(null, 0, false)]
    public void History_is_the_first_whole_day_once_it_is_complete(BackfillPhase? phase, int openGaps, bool begins) =>
        Assert.Equal(begins ? Interval.D1.Ceiling(Oldest) : null, new TradingStart.History().Decide(Health(phase, openGaps), Series, isCollected: true).Time);

    [Fact]
    public void A_time_within_the_history_is_begun_at_at_once() =>
        Assert.Equal(Oldest + (8 * Quarter), new TradingStart.At(Oldest + (7 * Quarter) + 1).Decide(Health(BackfillPhase.Running, openGaps: 3), Series, isCollected: true).Time);

    [Fact]
    public void A_time_before_the_history_is_its_beginning_once_it_is_complete()
    {
        var start = new TradingStart.At(Oldest - (1_000 * Quarter));

        Assert.Null(start.Decide(Health(BackfillPhase.Running), Series, isCollected: true).Time);
        Assert.Equal(Oldest, start.Decide(Health(BackfillPhase.Completed), Series, isCollected: true).Time);
        Assert.Equal(Oldest, start.Decide(Health(), Series, isCollected: false).Time);
    }

    private static SystemHealth Health(BackfillPhase? phase = null, int openGaps = 0, long? lag = 0) => TestHealth.Well with
    {
        Series = [new SeriesHealth(new SeriesStats(Series, 501, Oldest, Newest, 1), Collected: true, lag, openGaps, 0)],
        Collectors =
        [
            TestHealth.Collector with
            {
                Backfill = phase is { } known ? new BackfillRun(RunId.New(), Exchange.Binance, known, null, [], 1, null, null, null) : null,
            },
        ],
    };
}
