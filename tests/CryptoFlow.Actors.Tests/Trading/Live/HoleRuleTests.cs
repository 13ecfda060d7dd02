using CryptoFlow.Storage.Gaps;

namespace CryptoFlow.Trading.Live;

public sealed class HoleRuleTests
{
    private static readonly SeriesKey Series = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);

    [Fact]
    public void What_the_exchange_is_known_not_to_have_is_no_reason_to_wait() =>
        Assert.Null(HoleRule.FindUnresolved([new(10, 30)], [new(20, 40), new(0, 20)]));

    [Fact]
    public void The_first_part_that_may_still_come_is_named()
    {
        Assert.Equal(new TimeRange(20, 30), HoleRule.FindUnresolved([new(10, 30)], [new(0, 20), new(25, 40)]));
        Assert.Equal(new TimeRange(50, 60), HoleRule.FindUnresolved([new(10, 20), new(50, 60)], [new(10, 20)]));
        Assert.Equal(new TimeRange(10, 20), HoleRule.FindUnresolved([new(10, 20)], []));
    }

    [Fact]
    public void Only_what_is_confirmed_missing_in_this_series_counts()
    {
        GapRecord Gap(SeriesKey series, GapVerdict verdict, long from) => new(1, series, new TimeRange(from, from + 1), verdict, 3, false, 0, null, null, null);

        Assert.Equal(
            [new TimeRange(1, 2)],
            HoleRule.ConfirmedOf(Series,
            [
                Gap(Series, GapVerdict.ConfirmedMissing, 1),
                Gap(Series, GapVerdict.Open, 2),
                Gap(Series, GapVerdict.Filled, 3),
                Gap(Series with { Interval = Interval.H1 }, GapVerdict.ConfirmedMissing, 4),
            ]));
    }
}
