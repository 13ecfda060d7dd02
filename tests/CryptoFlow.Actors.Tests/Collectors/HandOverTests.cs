using System.Collections.Concurrent;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Collectors.Budgets;
using CryptoFlow.Exchanges;
using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Simulator;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoFlow.Collectors.CollectorProtocol;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>A collector that moves to another process leaves its request budget behind, and the next collector begins with it.</summary>
public sealed class HandOverTests : TestKit, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly MemoryStore _store = new();
    private ExchangeSimulator _market = null!;

    public async Task InitializeAsync() => _market = await ExchangeSimulator.StartAsync(new SimulatorOptions());

    public async Task DisposeAsync() => await _market.DisposeAsync();

    [Fact]
    public void A_collector_that_hands_over_stores_its_budget_and_stops_and_asks_nothing_more()
    {
        var (collector, context) = StartCollecting();
        Watch(collector);

        collector.Tell(HandOver.Instance);
        collector.Tell(HandOver.Instance);

        ExpectTerminated(collector, Patience);
        var state = Assert.Single(_store.States).Value;
        Assert.Contains(state.Uses, u => u is { Limit: "requests per 5 s", Used: > 0 });
        Assert.False(context.Client.Budget.Ask().IsCompleted);
    }

    [Fact]
    public void The_next_owner_continues_the_budget_before_its_first_request()
    {
        var (collector, _) = StartCollecting();
        Watch(collector);
        collector.Tell(HandOver.Instance);
        ExpectTerminated(collector, Patience);
        var used = Assert.Single(_store.States).Value.Uses.Single().Used;

        var (_, next) = StartCollecting();
        Assert.True(next.Client.Budget.Snapshot().Limits.Single().Used > used);
        Assert.Empty(_store.States);
    }

    [Fact]
    public void A_store_that_does_not_answer_leaves_the_budget_spent_and_the_collector_starts()
    {
        _store.Fails = true;
        var reports = CreateTestProbe();
        var context = NewContext();
        Sys.ActorOf(ExchangeCollectorActor.Props(reports, context));
        AwaitCondition(() => context.Client.Budget.Snapshot() is { WaitingSync: > 0 } or { WaitingBackfill: > 0 }, Patience);
        Assert.Equal(600, context.Client.Budget.Snapshot().Limits.Single().Used);
    }

    private (IActorRef Collector, CollectorContext Context) StartCollecting()
    {
        var reports = CreateTestProbe();
        var context = NewContext();
        var collector = Sys.ActorOf(ExchangeCollectorActor.Props(reports, context));
        reports.FishForMessage(m => m is CollectorReported { State: { Phase: CollectorPhase.Collecting, BudgetUsed: > 0 } }, Patience);
        return (collector, context);
    }

    private CollectorContext NewContext()
    {
        var url = _market.BaseAddress(Venue.Bybit);
        return new CollectorContext(
            new ExchangePlan(Exchange.Bybit, url, HistoryDays: 1, ["BTCUSDT"], [Interval.M15]),
            ExchangeClients.Create(Exchange.Bybit, url, TimeProvider.System, NullLoggerFactory.Instance),
            CreateTestProbe(),
            CreateTestProbe(),
            new CollectorOptions(),
            Periodic: true,
            TimeProvider.System,
            Seed: 1,
            NullLogger.Instance)
        { Budgets = _store };
    }

    private sealed class MemoryStore : IBudgetStore
    {
        public ConcurrentDictionary<Exchange, BudgetState> States { get; } = new();

        public bool Fails { get; set; }

        public Task<BudgetHandOver> TakeAsync(Exchange exchange, CancellationToken cancellation) =>
            Fails ? throw new InvalidOperationException("no answer")
            : Task.FromResult(States.TryRemove(exchange, out var state) ? new BudgetHandOver(state, IsFirst: false) : BudgetHandOver.First);

        public Task StoreAsync(Exchange exchange, BudgetState state, CancellationToken cancellation)
        {
            States[exchange] = state;
            return Task.CompletedTask;
        }
    }
}
