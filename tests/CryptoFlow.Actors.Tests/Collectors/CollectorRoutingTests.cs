using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CryptoFlow.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoFlow.Collectors.CollectorProtocol;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>A manager reaches collectors that are not its children through one actor that leads to them.</summary>
public sealed class CollectorRoutingTests : TestKit
{
    private const string Silent = "The collector of Bybit does not answer: it is starting, or its node cannot be reached. Try again.";

    private static readonly TimeSpan RequestWaits = TimeSpan.FromMilliseconds(200);

    private readonly TestProbe _region;
    private readonly TestProbe _observer;
    private readonly IActorRef _manager;

    public CollectorRoutingTests()
        : base(ActorTestSettings.Patient + ActorTestSettings.TimersOfTheTest)
    {
        (_region, _observer) = (CreateTestProbe(), CreateTestProbe());
        _manager = Sys.ActorOf(CollectorManagerActor.Props(
            [PlanOf(Exchange.Binance), PlanOf(Exchange.Bybit)], (_, _) => _region, _observer, NullLogger.Instance));
    }

    [Fact]
    public void A_request_names_the_exchange_and_the_answer_needs_every_collector()
    {
        var run = RunId.New();
        _manager.Tell(new StartBackfill(run, BackfillScope.All, RequestWaits), TestActor);
        var asked = new[] { Next<StartRun>(), Next<StartRun>() };
        Assert.Equal([Exchange.Binance, Exchange.Bybit], asked.Select(a => a.Exchange).Order());
        foreach (var start in asked)
            _manager.Tell(new RunStarted(start.Request, start.Exchange));

        Assert.Equal(new BackfillAccepted(run, []).Run, ExpectMsg<BackfillAccepted>().Run);
    }

    [Fact]
    public void A_collector_that_does_not_answer_is_named()
    {
        _manager.Tell(new StartBackfill(RunId.New(), BackfillScope.All, RequestWaits), TestActor);
        var first = Next<StartRun>();
        _manager.Tell(new RunStarted(first.Request, Exchange.Binance));
        Pass(RequestWaits);

        var refused = ExpectMsg<BackfillRefused>();
        Assert.Equal((BackfillRefusal.NotAnswering, Silent), (refused.Reason, refused.Detail));
    }

    [Fact]
    public void A_pause_that_no_collector_answers_names_the_exchange()
    {
        _manager.Tell(new PauseCollector(Exchange.Bybit, RequestWaits), TestActor);
        Assert.Equal(Exchange.Bybit, Next<PauseRequests>().Exchange);
        Pass(RequestWaits);

        Assert.Equal(Silent, ExpectMsg<BackfillRefused>().Detail);
    }

    [Fact]
    public void A_pause_is_passed_on_and_answered()
    {
        _manager.Tell(new PauseCollector(Exchange.Bybit, RequestWaits), TestActor);
        _manager.Tell(new RequestsPaused(Next<PauseRequests>().Request, Exchange.Bybit, Since: 7));
        Assert.Equal(new CollectorPaused(Exchange.Bybit, 7), ExpectMsg<CollectorPaused>());

        _manager.Tell(new ResumeCollector(Exchange.Bybit, RequestWaits), TestActor);
        _manager.Tell(new RequestsResumed(Next<ResumeRequests>().Request, Exchange.Bybit));
        Assert.Equal(new CollectorResumed(Exchange.Bybit), ExpectMsg<CollectorResumed>());
    }

    [Fact]
    public void The_end_of_a_manager_does_not_wait_for_collectors_of_the_whole_cluster()
    {
        _manager.Tell(CollectorManagerActor.StopCollectors.Instance, TestActor);
        ExpectMsg<CollectorManagerActor.CollectorsStopped>();
        _region.ExpectNoMsg(TimeSpan.Zero);
    }

    /// <summary>The manager has handled the messages that were sent before, and then its timers run for this time.</summary>
    private void Pass(TimeSpan time)
    {
        _manager.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
        ((TestScheduler)Sys.Scheduler).Advance(time);
    }

    private T Next<T>() => _region.ExpectMsg<T>();

    private static ExchangePlan PlanOf(Exchange exchange) => new(exchange, new Uri("http://127.0.0.1:1"), 1, ["BTCUSDT"], [Interval.M15]);
}
