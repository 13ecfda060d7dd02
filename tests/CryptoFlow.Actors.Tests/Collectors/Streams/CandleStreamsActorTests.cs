using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Testing;
using static CryptoFlow.Collectors.Streams.CandleStreamsProtocol;

namespace CryptoFlow.Collectors.Streams;

/// <summary>The collector and health know at any time whether the streams bring the candles.</summary>
public sealed class CandleStreamsActorTests() : TestKit(ActorTestSettings.Patient)
{
    private static readonly SeriesKey Series = new(new Instrument(Exchange.Bybit, "BTCUSDT"), Interval.M15);

    [Fact]
    public void Streams_that_a_defect_has_ended_are_dead_and_not_off()
    {
        var collector = CreateTestProbe();
        var streams = Sys.ActorOf(CandleStreamsActor.Props(collector, NewContext()));

        streams.Tell(new Follow([Series]));
        var dead = Reported(StreamPhase.Dead);
        Assert.Contains("a defect of the connection", dead.Detail, StringComparison.Ordinal);
        Assert.Equal((1, 1, 0), (dead.Series, dead.Wanted, dead.Connections));

        streams.Tell(new Follow([]));
        Assert.Null(Reported(StreamPhase.Off).Detail);

        StreamState Reported(StreamPhase phase) =>
            ((StreamsReported)collector.FishForMessage(m => m is StreamsReported reported && reported.State.Phase == phase)).State;
    }

    private CollectorContext NewContext() => BybitContext.Create(CreateTestProbe(), periodic: true) with
    {
        Streams = new StreamSetup(new Uri("ws://127.0.0.1:1"), (_, _) => throw new ArgumentException("a defect of the connection"), new FormingBoard(), (_, _) => { })
        {
            Times = new StreamTimes(),
        },
    };
}
