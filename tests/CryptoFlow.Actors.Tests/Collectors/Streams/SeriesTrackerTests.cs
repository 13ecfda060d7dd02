using CryptoFlow.Exchanges.Streams;

namespace CryptoFlow.Collectors.Streams;

/// <summary>Which candle a stream closes, and what of it is dropped.</summary>
public class SeriesTrackerTests
{
    private const long T = 1_790_771_340_000;
    private const long Minute = 60_000;

    private readonly SeriesTracker _tracker = new(new SeriesKey(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M1));

    private static StreamCandle Row(long open, bool? closed, double close = 100) => new(new Candle(open, 100, 200, 50, close, 1, 0, 0, 0, 0), closed);

    private StreamStep Take(StreamCandle row, long at, long connection = 1) => _tracker.Take(connection, row, at);

    [Fact]
    public void A_flag_closes_the_candle_once()
    {
        Assert.Null(Take(Row(T, false), T + 1_000).Closed);
        Assert.Equal(101, Take(Row(T, true, 101), T + Minute + 200).Closed!.Value.Close);
        Assert.Equal(new StreamStep(StreamVerdict.Late), Take(Row(T, true, 102), T + Minute + 300));
    }

    [Fact]
    public void A_flag_after_the_next_candle_has_begun_closes_the_candle()
    {
        Take(Row(T, false), T + 1_000);
        Take(Row(T + Minute, false), T + Minute + 100);
        Assert.Equal(T, Take(Row(T, true), T + Minute + 2_000).Closed!.Value.OpenTime);
    }

    [Fact]
    public void Without_its_flag_a_candle_is_not_closed_by_a_stream()
    {
        Take(Row(T, false), T + 1_000);
        Assert.Null(Take(Row(T + Minute, false), T + Minute + 100).Closed);
    }

    [Fact]
    public void Without_flags_the_next_candle_closes_the_candle_with_its_last_values()
    {
        Take(Row(T, null, 101), T + 1_000);
        Take(Row(T, null, 102), T + 2_000);
        var step = Take(Row(T + Minute, null, 103), T + Minute + 100);
        Assert.Equal((T, 102, T + Minute), (step.Closed!.Value.OpenTime, step.Closed.Value.Close, step.Forming!.Value.OpenTime));
    }

    [Fact]
    public void Without_flags_a_connection_closes_only_candles_that_it_has_shown()
    {
        Take(Row(T, null, 101), T + 1_000);
        Assert.Null(Take(Row(T + Minute, null), T + Minute + 100, connection: 2).Closed);
        Take(Row(T + Minute, null, 105), T + Minute + 200, connection: 2);
        Assert.Equal(T + Minute, Take(Row(T + (2 * Minute), null), T + (2 * Minute) + 100, connection: 2).Closed!.Value.OpenTime);
    }

    [Fact]
    public void Without_flags_a_candle_after_a_silence_does_not_close_the_candle_before()
    {
        Take(Row(T, null, 101), T + 1_000);
        Assert.Null(Take(Row(T + (2 * Minute), null), T + (2 * Minute) + 100).Closed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(null)]
    public void A_candle_that_REST_has_answered_is_closed(bool? flag)
    {
        Take(Row(T, flag is null ? null : false, 101), T + 1_000);
        _tracker.OnRest(T);
        Assert.Null(Take(flag is null ? Row(T + Minute, null) : Row(T, true), T + Minute + 5_000).Closed);
    }

    [Fact]
    public void Late_and_doubled_rows_are_dropped()
    {
        Take(Row(T, false, 101), T + 5_000);
        Assert.Equal(StreamVerdict.Late, Take(Row(T, false, 102), T + 4_000).Verdict);
        Assert.Equal(StreamVerdict.Late, Take(Row(T - Minute, false, 102), T + 6_000).Verdict);
        Assert.Equal(StreamVerdict.Late, Take(Row(T - (5 * Minute), true, 102), T + 6_000).Verdict);
    }

    [Fact]
    public void A_candle_that_is_not_over_or_has_not_begun_is_impossible()
    {
        Assert.Equal(StreamVerdict.Impossible, Take(Row(T, true), T + 30_000).Verdict);
        Assert.Equal(StreamVerdict.Impossible, Take(Row(T + (10 * Minute), false), T + 30_000).Verdict);
        Assert.Equal(long.MinValue, _tracker.NewestShown);
    }
}
