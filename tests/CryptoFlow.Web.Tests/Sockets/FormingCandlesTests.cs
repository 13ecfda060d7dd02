using System.Text.Json;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Testing;
using CryptoFlow.Web.Sockets;

namespace CryptoFlow.Web.Tests.Sockets;

/// <summary>Who gets the forming candles, and how often.</summary>
public sealed class FormingCandlesTests() : TestKit(ActorTestSettings.Patient + ActorTestSettings.TimersOfTheTest)
{
    private readonly FormingBoard _board = new();

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    private void Show(double close) => _board.Show(Some.Btc, new FormingCandle(new Candle(Some.Start, 1, 9, 1, close, 1, 0, 0, 0, 0), Some.Start + 1));

    private static double CloseOf(HubProtocol.FormingFrame message)
    {
        using var json = JsonDocument.Parse(message.Frame.Utf8);
        Assert.Equal("forming", json.RootElement.GetProperty("type").GetString());
        return json.RootElement.GetProperty("candle").GetProperty("close").GetDouble();
    }

    [Fact]
    public void A_watcher_gets_the_newest_values_once_a_period_and_nothing_while_they_do_not_change()
    {
        var forming = Sys.ActorOf(Props.Create(() => new FormingCandlesActor(_board)));
        forming.Tell(new HubProtocol.WatchForming(Some.Btc), TestActor);
        Settle(forming);
        foreach (var close in (double[])[2, 3, 4])
            Show(close);
        Clock.Advance(FormingCandlesActor.Every);
        Assert.Equal(4, CloseOf(ExpectMsg<HubProtocol.FormingFrame>()));
        Clock.Advance(4 * FormingCandlesActor.Every);
        Settle(forming);
        Show(5);
        Clock.Advance(FormingCandlesActor.Every);
        Assert.Equal(5, CloseOf(ExpectMsg<HubProtocol.FormingFrame>()));
    }

    [Fact]
    public void Without_a_watcher_nothing_is_sent_and_no_timer_runs()
    {
        var forming = Sys.ActorOf(Props.Create(() => new FormingCandlesActor(_board)));
        forming.Tell(new HubProtocol.WatchForming(Some.Btc), TestActor);
        forming.Tell(new HubProtocol.LeaveForming(Some.Btc), TestActor);
        Settle(forming);
        Show(2);
        Clock.Advance(4 * FormingCandlesActor.Every);
        Settle(forming);

        forming.Tell(new HubProtocol.WatchForming(Some.Btc), TestActor);
        Settle(forming);
        Clock.Advance(FormingCandlesActor.Every);
        Assert.Equal(2, CloseOf(ExpectMsg<HubProtocol.FormingFrame>()));
    }

    [Fact]
    public void A_watcher_keeps_its_subscription_when_the_actor_is_restarted()
    {
        var candles = new FailsOnce(_board);
        var forming = Sys.ActorOf(Props.Create(() => new FormingCandlesActor(candles)));
        forming.Tell(new HubProtocol.WatchForming(Some.Btc), TestActor);
        Settle(forming);
        Show(2);
        Clock.Advance(FormingCandlesActor.Every);
        Settle(forming);
        Assert.True(candles.HasFailed);

        Clock.Advance(FormingCandlesActor.Every);
        Assert.Equal(2, CloseOf(ExpectMsg<HubProtocol.FormingFrame>()));
    }

    /// <summary>Fails if the actor has sent anything else before.</summary>
    private void Settle(IActorRef actor)
    {
        actor.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
    }

    private sealed class FailsOnce(FormingBoard board) : IFormingCandles
    {
        public bool HasFailed { get; private set; }

        public IReadOnlyCollection<KeyValuePair<SeriesKey, FormingCandle>> All => board.All;

        public FormingCandle? Find(SeriesKey series)
        {
            if (HasFailed)
                return board.Find(series);
            HasFailed = true;
            throw new InvalidOperationException("once");
        }
    }
}
