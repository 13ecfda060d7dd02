using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CryptoFlow.Exchanges;
using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Testing;

namespace CryptoFlow.Collectors;

/// <summary>A collector starts as soon as its exchange has answered, also after failures.</summary>
public sealed class CollectorStartTests() : TestKit(ActorTestSettings.Patient)
{
    [Fact]
    public void A_client_that_throws_only_delays_the_start()
    {
        var monitor = CreateTestProbe();
        Sys.ActorOf(ExchangeCollectorActor.Props(monitor, BybitContext.Create(CreateTestProbe(), new ThrowsAtFirst())));

        var waiting = Reported(CollectorPhase.Waiting);
        Assert.Equal("InvalidOperationException: a defect", waiting.Detail);
        Assert.Equal(1, waiting.Failures);
        Assert.Null(Reported(CollectorPhase.Collecting).Detail);

        CollectorState Reported(CollectorPhase phase) => ((CollectorProtocol.CollectorReported)monitor.FishForMessage(
            message => message is CollectorProtocol.CollectorReported reported && reported.State.Phase == phase)).State;
    }

    /// <summary>The command <c>series</c> adds a series to a file while no server runs. It must not sync the other series.</summary>
    [Fact]
    public void A_collector_that_only_checks_series_sends_nothing_before_a_check()
    {
        var client = new ThrowsAtFirst();
        var collector = Sys.ActorOf(ExchangeCollectorActor.Props(CreateTestProbe(), BybitContext.Create(CreateTestProbe(), client) with { ChecksOnly = true }));
        collector.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
        Assert.Equal(0, client.Asked);

        var xrp = new SeriesKey(new Instrument(Exchange.Bybit, "XRPUSDT"), Interval.M15);
        collector.Tell(new ExchangeCollectorProtocol.CheckSeries(ExchangeCollectorProtocol.RequestId.New(), Exchange.Bybit, [xrp], TimeSpan.FromSeconds(10)), TestActor);
        ExpectMsg<ExchangeCollectorProtocol.SeriesCheckBegun>();
        Assert.Equal(BackfillRefusal.NotAnswering, ExpectMsg<ExchangeCollectorProtocol.RunRefused>().Reason);
        Assert.Equal(1, client.Asked);
    }

    [Fact]
    public void A_collector_waits_with_one_request_for_the_symbols_while_the_exchange_is_paused_and_with_none_after_its_end()
    {
        var context = BybitContext.Create(CreateTestProbe());
        var budget = context.Client.Budget;
        budget.Hold(out _);
        var collector = Sys.ActorOf(ExchangeCollectorActor.Props(CreateTestProbe(), context));
        collector.Tell(ExchangeCollectorProtocol.StartDue.Instance);
        collector.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
        Assert.Equal(1, budget.Snapshot().WaitingSync);

        Watch(collector);
        collector.Tell(PoisonPill.Instance);
        ExpectTerminated(collector);
        Assert.Equal(0, budget.Snapshot().WaitingSync);
    }

    [Fact]
    public async Task An_idle_collector_reports_once_a_second()
    {
        var config = Akka.Configuration.ConfigurationFactory.ParseString("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"");
        using var system = ActorSystem.Create("at-rest", config.WithFallback(Sys.Settings.Config));
        var client = new ThrowsAtFirst();
        var collector = system.ActorOf(ExchangeCollectorActor.Props(ActorRefs.Nobody, BybitContext.Create(ActorRefs.Nobody, client)));

        await PassAsync(TimeSpan.FromSeconds(20));
        var looked = client.Looks;
        await PassAsync(TimeSpan.FromMinutes(1));
        Assert.InRange(client.Looks - looked, 59, 61);

        async Task PassAsync(TimeSpan time)
        {
            for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(200))
            {
                ((TestScheduler)system.Scheduler).Advance(TimeSpan.FromMilliseconds(200));
                await collector.Ask<ActorIdentity>(new Identify(null));
            }
        }
    }

    /// <summary>An exchange client that lists one contract at the second request, and never returns a candle.</summary>
    private sealed class ThrowsAtFirst : IExchangeClient
    {
        private static readonly Task<ExchangeResult<CandlePage>> Never = new TaskCompletionSource<ExchangeResult<CandlePage>>().Task;

        private readonly RequestBudget _budget = ExchangeClients.CreateBudget(Exchange.Bybit, TimeProvider.System);
        private int _asked;
        private int _looks;

        public Exchange Exchange => Exchange.Bybit;

        /// <summary>Requests for the list of contracts.</summary>
        public int Asked => _asked;

        /// <summary>How often the collector has read the budget. It reads the budget for each report.</summary>
        public int Looks => Volatile.Read(ref _looks);

        public RequestBudget Budget
        {
            get
            {
                Interlocked.Increment(ref _looks);
                return _budget;
            }
        }

        public int PageSize(Interval interval) => 1000;

        public int Cost(Interval interval, int candles) => 1;

        public Task<ExchangeResult<CandlePage>> GetCandlesAsync(
            SeriesKey series, TimeRange range, RequestPriority priority, CancellationToken cancellation) => Never;

        public Task<ExchangeResult<CandlePage>> GetNewestCandlesAsync(SeriesKey series, int limit, CancellationToken cancellation) => Never;

        public int MarkPricesPerPage => throw new NotSupportedException();

        public Task<ExchangeResult<MarkPricePage>> GetMarkPricesAsync(Instrument contract, TimeRange hours, RequestPriority priority, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<ExchangeResult<CurrentFunding>> GetCurrentFundingAsync(Instrument contract, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<ExchangeResult<FundingPage>> GetFundingAsync(Instrument contract, FundingCursor at, RequestPriority priority, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<ExchangeResult<FirstCandle>> FindFirstCandleAsync(SeriesKey series, long from, CancellationToken cancellation) =>
            Task.FromResult<ExchangeResult<FirstCandle>>(new FirstCandle(null));

        public Task<ExchangeResult<InstrumentCatalogue>> GetInstrumentsAsync(CancellationToken cancellation) =>
            Interlocked.Increment(ref _asked) == 1
                ? throw new InvalidOperationException("a defect")
                : Task.FromResult<ExchangeResult<InstrumentCatalogue>>(new InstrumentCatalogue(["BTCUSDT"], ImmutableDictionary<string, string>.Empty));

        public Task<ExchangeResult<ExchangeTime>> GetTimeAsync(CancellationToken cancellation) =>
            Task.FromResult<ExchangeResult<ExchangeTime>>(new ExchangeTime(1_750_000_000_000));
    }
}
