namespace CryptoFlow.Trading.Live;

/// <summary>The first candle of a trader without a record, and the conditions for its start.</summary>
public sealed class TradingStartTests
{
    private const long Quarter = 900_000;

    /// <summary>00:15 UTC.</summary>
    private const long Oldest = 1_699_920_000_000 + Quarter;
    private const long Newest = Oldest + (500 * Quarter);

    private static readonly SeriesKey Series = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);

    [Fact]
    public void Trading_does_not_begin_before_a_candle_is_stored() =>
        Assert.Null(new TradingStart.At(1).Decide(Series, new StartFacts(null, IsCurrent: true, IsComplete: true)).Time);

    [Theory]
    [InlineData(true, Newest)]
    [InlineData(false, null)]
    public void Now_is_the_newest_candle_once_it_is_stored(bool isCurrent, long? begins) =>
        Assert.Equal(begins, new TradingStart.Now().Decide(Series, Facts(isCurrent: isCurrent)).Time);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void History_is_the_first_whole_day_once_it_is_complete(bool isComplete) =>
        Assert.Equal(isComplete ? Interval.D1.Ceiling(Oldest) : null, new TradingStart.History().Decide(Series, Facts(isComplete: isComplete)).Time);

    [Fact]
    public void A_time_within_the_history_is_the_start_at_once() =>
        Assert.Equal(Oldest + (8 * Quarter), new TradingStart.At(Oldest + (7 * Quarter) + 1).Decide(Series, Facts()).Time);

    [Fact]
    public void A_time_before_the_history_starts_at_its_beginning_when_it_is_complete()
    {
        var start = new TradingStart.At(Oldest - (1_000 * Quarter));

        Assert.Null(start.Decide(Series, Facts()).Time);
        Assert.Equal(Oldest, start.Decide(Series, Facts(isComplete: true)).Time);
    }

    [Fact]
    public void Only_a_start_at_the_beginning_of_the_history_needs_to_know_whether_it_is_complete()
    {
        Assert.True(new TradingStart.History().NeedsHistory(Series, Oldest));
        Assert.True(new TradingStart.At(Oldest - (2 * Quarter)).NeedsHistory(Series, Oldest));
        Assert.False(new TradingStart.At(Oldest - 1).NeedsHistory(Series, Oldest));
        Assert.False(new TradingStart.Now().NeedsHistory(Series, Oldest));
    }

    private static StartFacts Facts(bool isCurrent = false, bool isComplete = false) => new((Oldest, Newest), isCurrent, isComplete);
}
