using System.Text;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Web.Caching;
using CryptoFlow.Web.Sockets;

namespace CryptoFlow.Web.Tests.Sockets;

/// <summary>Which clients get which candles of a commit.</summary>
public sealed class CandleHubTests : TestKit
{
    private readonly SocketOutbox _outbox = new(1);
    private readonly LocalCommitFeed _commits;
    private readonly IActorRef _hub;
    private readonly IActorRef _client;

    public CandleHubTests()
        : base(ActorTestSettings.Patient)
    {
        var test = TestActor;
        _commits = new LocalCommitFeed(Sys);
        _hub = Sys.ActorOf(Props.Create(() => new CandleHubActor(_commits, (hub, _) => Props.Create(() => new Client(hub, test)))));
        _hub.Tell(new HubProtocol.OpenClient(_outbox), TestActor);
        _client = ExpectMsg<HubProtocol.ClientOpened>().Client;
        _client.Tell(new HubProtocol.Join(Some.Btc, 1));
        ExpectMsg<HubProtocol.Joined>();
    }

    [Fact]
    public void A_client_that_is_gone_is_forgotten()
    {
        var undelivered = CreateTestProbe();
#pragma warning disable RS0030 // Dead letters are available only from Akka's event stream.
        Sys.EventStream.Subscribe(undelivered, typeof(DeadLetter));
#pragma warning restore RS0030
        Commit(8, Some.Start);
        ExpectMsg<HubProtocol.CommitFrames>();
        Watch(_client);
        _client.Tell(PoisonPill.Instance);
        ExpectTerminated(_client);

        // The first Settle makes sure that the hub has received the end of the client. The second makes sure that the hub has handled it.
        Settle();
        Settle();
        Commit(9, Some.Start);
        Settle();

        _client.Tell("after the commit");
        Assert.Equal("after the commit", undelivered.ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void The_candle_a_thousand_intervals_before_the_newest_is_in_the_window_and_the_one_before_is_not()
    {
        var interval = Some.Btc.Interval.Milliseconds;
        var newest = Some.Btc.Interval.Floor(Some.Start);
        var edge = newest - (1000 * interval);
        var seam = new LiveSeam(100);
        seam.Open(Some.Btc.Interval, new PageExtent(7, newest - (10 * interval), newest, Closed: false), now: 0);
        _client.Tell(new HubProtocol.Narrow(Some.Btc, seam.From));
        ExpectMsg("narrowed");

        Commit(8, edge - interval, edge, edge + interval);

        var frames = ExpectMsg<HubProtocol.CommitFrames>();
        Assert.Equal([edge, edge + interval], frames.Frames.Select(f => f.OpenTime));
        Assert.Equal([edge, edge + interval], seam.Take(frames)!.Select(f => f.OpenTime));
    }

    [Fact]
    public void A_deletion_is_one_message_to_the_clients_whose_window_it_touches()
    {
        var step = Some.Btc.Interval.Milliseconds;
        _client.Tell(new HubProtocol.Narrow(Some.Btc, Some.Start));
        ExpectMsg("narrowed");

        Delete(7, new TimeRange(0, Some.Start));
        Delete(8, new TimeRange(0, step), new TimeRange(Some.Start - step, Some.Start + step));

        var frames = ExpectMsg<HubProtocol.CommitFrames>();
        Assert.Equal(8, frames.SeriesVersion);
        Assert.Equal(
            $$"""{"type":"deleted","symbol":"binance:btcusdt","tf":15,"ranges":[{"from":0,"to":{{step}}},{"from":{{Some.Start - step}},"to":{{Some.Start + step}}}]}""",
            Encoding.UTF8.GetString(Assert.Single(frames.Frames).Utf8.Span));

        void Delete(long version, params TimeRange[] ranges) =>
            _commits.Publish(new WriterProtocol.CandlesCommitted(Some.Btc, WriteLane.Backfill, [], version) { Deleted = [.. ranges] });
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _outbox.Dispose();
    }

    private void Commit(long version, params long[] times) =>
        _commits.Publish(new WriterProtocol.CandlesCommitted(Some.Btc, WriteLane.Sync, [.. times.Select(t => Some.CandleAt(t))], version));

    private void Settle()
    {
        _hub.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
    }

    /// <summary>Plays a client: forwards every message between the hub and the test.</summary>
    private sealed class Client : ReceiveActor
    {
        public Client(IActorRef hub, IActorRef test)
        {
            Receive<HubProtocol.Join>(join => hub.Tell(join));
            Receive<HubProtocol.Narrow>(narrow =>
            {
                hub.Tell(narrow);
                test.Tell("narrowed");
            });
            ReceiveAny(test.Tell);
        }
    }
}
