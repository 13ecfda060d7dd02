using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Configuration;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Testing;
using CryptoFlow.Web.Caching;
using CryptoFlow.Web.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Tests.Sockets;

/// <summary>The forming candles of a subscription after its history.</summary>
public sealed class FormingSubscriptionTests() : TestKit(ActorTestSettings.Patient)
{
    private static readonly byte[] Subscribe = """{"type":"subscribe","symbol":"btcusdt","tf":15,"forming":true}"""u8.ToArray();

    [Fact]
    public void A_candle_that_the_history_has_as_closed_is_not_sent_as_forming()
    {
        using var outbox = new SocketOutbox(16);
        var history = new CachedPage(null, [], () => new byte[] { 1 });
        var settings = new SocketClientSettings(
            (_, _) => Task.FromResult<HistoryRead>(new HistoryRead.Found(history, new PageExtent(Version: 1, Some.Start, Some.Start, Closed: false))),
            new ReadActivity(),
            new ApiOptions(),
            new SocketCounters(Options.Create(new CryptoFlowOptions())),
            TimeProvider.System,
            NullLogger.Instance,
            TestActor);
        var client = Sys.ActorOf(Props.Create(() => new SocketClientActor(TestActor, outbox, settings)));
        client.Tell(new SocketClientActor.ClientSent(Subscribe), TestActor);
        ExpectMsg<SocketClientActor.ClientHeard>();
        client.Tell(new HubProtocol.Joined(ExpectMsg<HubProtocol.Join>().Id));
        ExpectMsg<HubProtocol.Narrow>();
        ExpectMsg<HubProtocol.WatchForming>();

        client.Tell(Forming(Some.Start, 2));
        client.Tell(Forming(Some.Start + Some.Btc.Interval.Milliseconds, 3));

        Assert.Equal([1, 3], new[] { Next(outbox), Next(outbox) });
    }

    private static HubProtocol.FormingFrame Forming(long open, byte mark) => new(Some.Btc, new CandleFrame(open, new[] { mark }));

    /// <summary>The first byte of the next message to the client.</summary>
    private static byte Next(SocketOutbox outbox)
    {
        using var patience = new CancellationTokenSource(HangGuard.Limit);
        return outbox.ReadAllAsync(patience.Token).FirstAsync(patience.Token).AsTask().GetAwaiter().GetResult().Utf8.Span[0];
    }
}
