using System.Collections.Immutable;

namespace CryptoFlow.Collectors.Streams;

/// <summary>REST says which streams are silent.</summary>
public class StreamJudgeTests
{
    private const long T = 1_790_771_340_000;
    private const long Minute = 60_000;

    private static readonly SeriesKey Series = new(new Instrument(Exchange.Bybit, "BTCUSDT"), Interval.M1);

    private readonly StreamJudge _judge = new();

    private ImmutableArray<SeriesKey> Silent(long shown) => _judge.Silent(ImmutableDictionary<SeriesKey, long>.Empty.Add(Series, shown));

    [Fact]
    public void A_stream_is_live_from_its_first_candle_on()
    {
        _judge.OnConnected([Series]);
        Assert.False(_judge.IsLive(Series, long.MinValue));
        Assert.True(_judge.IsLive(Series, T));
    }

    [Fact]
    public void A_stream_that_shows_the_forming_candle_is_live()
    {
        _judge.OnRest(Series, T);
        Assert.True(_judge.IsLive(Series, T + Minute));
        Assert.True(_judge.IsLive(Series, T));
        Assert.False(_judge.IsLive(Series, T - Minute));
    }

    [Fact]
    public void A_stream_is_silent_when_it_has_missed_a_whole_interval_since_it_was_connected()
    {
        _judge.OnRest(Series, T);
        _judge.OnConnected([Series]);
        _judge.OnRest(Series, T + Minute);
        Assert.Empty(Silent(T));
        _judge.OnRest(Series, T + (2 * Minute));
        Assert.Equal(Series, Assert.Single(Silent(T)));
        Assert.Empty(Silent(T + (2 * Minute)));

        _judge.OnConnected([Series]);
        Assert.Empty(Silent(T));
    }

    [Fact]
    public void A_stream_is_not_silent_for_the_time_without_polls_before_its_connection()
    {
        _judge.OnRest(Series, T);
        _judge.OnConnected([Series]);
        _judge.OnRest(Series, T + (30 * Minute));
        Assert.Empty(Silent(T));
        _judge.OnRest(Series, T + (31 * Minute));
        Assert.Empty(Silent(T));
        _judge.OnRest(Series, T + (32 * Minute));
        Assert.Equal(Series, Assert.Single(Silent(T)));
    }

    [Fact]
    public void A_stream_that_was_connected_before_the_first_poll_has_the_same_time_to_show_a_candle()
    {
        _judge.OnConnected([Series]);
        _judge.OnRest(Series, T);
        Assert.Empty(Silent(long.MinValue));
        _judge.OnRest(Series, T + (2 * Minute));
        Assert.Equal(Series, Assert.Single(Silent(long.MinValue)));
    }
}
