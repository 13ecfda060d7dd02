namespace CryptoFlow.Collectors;

/// <summary>When the next sync is due, by the exchange's clock, and how many candles it reads.</summary>
public sealed class SyncScheduleTests
{
    private const long Minute = 1_750_000_020_000;

    [Theory]
    [InlineData(0, 2_500)]
    [InlineData(2_400, 100)]
    [InlineData(2_500, 60_000)]
    [InlineData(2_501, 59_999)]
    [InlineData(59_999, 2_501)]
    [InlineData(2_499, 50)]
    public void A_sync_is_due_half_a_second_after_the_grace_of_the_next_boundary(long sinceMinute, long milliseconds)
    {
        Assert.Equal(0, Minute % 60_000);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), SyncSchedule.UntilNext(Minute + sinceMinute, new CollectorOptions()));
    }

    [Theory]
    [InlineData(1, 1, 11)] // One new candle: reads the candles of the last ten minutes again.
    [InlineData(1, 5, 15)]
    [InlineData(3, 1, 5)] // Ten minutes are not a whole number of 3m candles: rounds up.
    [InlineData(5, 1, 4)] // Reads at least three candles again.
    [InlineData(15, 1, 4)]
    [InlineData(1440, 2, 5)]
    [InlineData(1, 2_000, 1_000)] // Never more than one request returns.
    public void A_sync_reads_the_candles_of_the_last_ten_minutes_and_at_least_three_again(int minutes, int closed, int expected)
    {
        var interval = new Interval(minutes);
        var now = interval.Floor(Minute) + 2_500;
        var newest = interval.Floor(now) - (closed * interval.Milliseconds);
        Assert.Equal(expected, SyncSchedule.CandlesToRead(interval, newest, now, new CollectorOptions(), most: 1_000));
    }

    /// <summary>Binance charges weight 1 for fewer than 100 candles. So reading ten minutes again costs no more weight than reading three candles.</summary>
    [Fact]
    public void The_candles_that_a_sync_reads_again_cost_no_additional_weight()
    {
        var candles = SyncSchedule.CandlesToRead(Interval.M1, Minute - 60_000, Minute, new CollectorOptions(), most: 1_000);
        Assert.Equal(1, Exchanges.Binance.BinanceLimits.KlinesWeight(candles + 1));
    }
}
