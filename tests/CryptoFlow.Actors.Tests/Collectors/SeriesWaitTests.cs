using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CryptoFlow.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoFlow.Collectors.CollectorProtocol;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>How long a user who adds a series waits for its exchange, and for a collector that is gone.</summary>
public sealed class SeriesWaitTests() : TestKit(ActorTestSettings.Patient + ActorTestSettings.TimersOfTheTest)
{
    private static readonly TimeSpan UserWaits = TimeSpan.FromSeconds(20);
    private static readonly SeriesKey Xrp = new(new Instrument(Exchange.Bybit, "XRPUSDT"), Interval.M15);

    [Fact]
    public void A_check_is_refused_after_5_s_while_no_collector_takes_it()
    {
        Ask(out _);

        Pass(TimeSpan.FromSeconds(5));

        var refused = ExpectMsg<BackfillRefused>();
        Assert.Equal(BackfillRefusal.NotAnswering, refused.Reason);
        Assert.Equal("The collector of Bybit does not answer: it is starting, or its node cannot be reached. Try again.", refused.Detail);
    }

    [Fact]
    public void A_collector_that_has_begun_has_the_whole_time_for_its_exchange()
    {
        var manager = Ask(out var check);
        manager.Tell(new SeriesCheckBegun(check.Request, Exchange.Bybit));
        Settle(manager);

        Pass(TimeSpan.FromSeconds(12));
        ExpectNoMsg(TimeSpan.Zero);
        manager.Tell(new SeriesChecked(check.Request, Exchange.Bybit, new BackfillPlan(3, 3, 2000, TimeSpan.FromSeconds(1))));

        Assert.Equal(2000, ExpectMsg<SeriesPlanned>().Plan.Candles);
    }

    [Fact]
    public void A_collector_that_has_begun_and_never_ends_is_given_up_in_time()
    {
        var manager = Ask(out var check);
        manager.Tell(new SeriesCheckBegun(check.Request, Exchange.Bybit));
        Settle(manager);

        Pass(UserWaits);

        Assert.Equal(BackfillRefusal.NotAnswering, ExpectMsg<BackfillRefused>().Reason);
    }

    private IActorRef Ask(out CheckSeries check)
    {
        var collector = CreateTestProbe();
        var manager = Sys.ActorOf(CollectorManagerActor.Props(
            [new ExchangePlan(Exchange.Bybit, new Uri("http://127.0.0.1:1"), 1, ["BTCUSDT"], [Interval.M15])], (_, _) => collector, CreateTestProbe(), NullLogger.Instance));
        manager.Tell(new PlanSeries(Exchange.Bybit, [Xrp], UserWaits), TestActor);
        check = collector.ExpectMsg<CheckSeries>();
        Settle(manager);
        return manager;
    }

    /// <summary>The manager has dealt with everything that it was sent.</summary>
    private void Settle(IActorRef manager)
    {
        manager.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
    }

    private void Pass(TimeSpan time) => ((TestScheduler)Sys.Scheduler).Advance(time);
}
