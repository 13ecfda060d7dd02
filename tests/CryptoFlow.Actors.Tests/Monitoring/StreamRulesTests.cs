using System.Collections.Immutable;
using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Streams;
using static CryptoFlow.Monitoring.TestHealth;

namespace CryptoFlow.Monitoring;

/// <summary>When the exchanges' streams degrade the health, and the sentences about them.</summary>
public class StreamRulesTests
{
    private const long Now = 1_750_000_000_000;

    private static readonly StreamState Live = new(StreamPhase.Live, null, 1, 1, 12, 12, 0, 100, default, 3, Now, Now - 60_000);

    private static IEnumerable<string> Sentences(StreamState? streams, CollectorPhase phase = CollectorPhase.Collecting) => StreamRules
        .Evaluate(Collector with { Phase = phase, Streams = streams }, Now)
        .Select(f => $"{f.Component} {f.Status}: {f.Reason}");

    [Fact]
    public void Live_streams_and_an_exchange_without_streams_are_no_finding()
    {
        Assert.Empty(Sentences(Live));
        Assert.Empty(Sentences(null));
        Assert.Empty(Sentences(StreamState.Off(Now)));
    }

    [Theory]
    [InlineData(14_999, false)]
    [InlineData(15_000, true)]
    public void Dead_streams_degrade_the_health_after_the_time_of_a_reconnection(long since, bool isFound)
    {
        var dead = Live with { Phase = StreamPhase.Dead, Detail = "no connection (refused)", Since = Now - since };
        Assert.Equal(
            isFound ? ["binance Degraded: Binance: the streams have been dead since 2025-06-15 15:06:25 UTC (no connection (refused)). Polling brings the candles, so they are stored late."] : [],
            Sentences(dead));
    }

    [Fact]
    public void While_the_exchange_itself_does_not_answer_its_streams_are_not_named_too() =>
        Assert.Empty(Sentences(Live with { Phase = StreamPhase.Dead, Since = 0 }, CollectorPhase.Waiting));

    [Fact]
    public void Some_silent_series_and_refused_series_are_named_and_degrade_nothing()
    {
        var refused = ImmutableDictionary<SeriesKey, string>.Empty.Add(new SeriesKey(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M1), "Invalid topic");
        Assert.Equal(
            [
                "binance Ok: Binance: 1 of 12 streams are silent. Polling brings their candles.",
                "binance Ok: Binance refuses a stream of BTCUSDT: Invalid topic. Polling brings its candles.",
            ],
            Sentences(Live with { LiveSeries = 10, Refused = refused }));
    }
}
