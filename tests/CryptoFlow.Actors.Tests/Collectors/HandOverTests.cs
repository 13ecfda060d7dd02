using System.Collections.Concurrent;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Collectors.Budgets;
using CryptoFlow.Exchanges;
using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Simulator;
using CryptoFlow.Testing;
using static CryptoFlow.Collectors.CollectorProtocol;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>A collector that moves to another process leaves its request budget behind, and the next collector begins with it.</summary>
public sealed class HandOverTests() : TestKit(ActorTestSettings.Patient), IAsyncLifetime
{
    private static readonly TimeSpan Patience = HangGuard.Limit;

    private readonly MemoryStore _store = new();
    private ExchangeSimulator _market = null!;

    public async Task InitializeAsync() => _market = await ExchangeSimulator.StartAsync(new SimulatorOptions());

    public async Task DisposeAsync() => await _market.DisposeAsync();

    [Fact]
    public void A_collector_that_hands_over_stores_its_budget_and_stops_without_further_requests()
    {
        var (collector, context) = StartCollecting();
        Watch(collector);

        collector.Tell(HandOver.Instance);
        collector.Tell(HandOver.Instance);

        ExpectTerminated(collector, Patience);
        var left = _store.Stored[Exchange.Bybit];
        Assert.Equal(TimeSpan.Zero, left.Length);
        Assert.Contains(left.State.Uses, u => u is { Limit: "requests per 5 s", Used: > 0 });
        Assert.False(context.Client.Budget.Ask().IsCompleted);
    }

    [Fact]
    public void The_next_owner_continues_the_budget_before_its_first_request()
    {
        var (collector, _) = StartCollecting();
        Watch(collector);
        collector.Tell(HandOver.Instance);
        ExpectTerminated(collector, Patience);
        var used = _store.Stored[Exchange.Bybit].State.Uses.Single().Used;

        var (_, next) = StartCollecting();
        Assert.True(next.Client.Budget.Snapshot().Limits.Single().Used > used);
    }

    [Fact]
    public void A_collector_that_is_killed_leaves_its_lease_and_the_next_owner_counts_it_and_begins_at_once()
    {
        var (killed, _) = StartCollecting();
        Watch(killed);
        killed.Tell(PoisonPill.Instance);
        ExpectTerminated(killed, Patience);
        var leased = _store.Stored[Exchange.Bybit].State.Uses.Single().Used;
        Assert.InRange(leased, 60, 120);

        var (_, next) = StartCollecting();

        Assert.True(next.Client.Budget.Snapshot().Limits.Single().Used > leased);
        Assert.Equal(0, _market.Requests(Venue.Bybit).Values.Sum(r => r.Refused));
    }

    [Fact]
    public void A_collector_sends_no_request_before_the_store_has_answered()
    {
        _store.Answers = false;
        var reports = CreateTestProbe();
        var collector = Sys.ActorOf(ExchangeCollectorActor.Props(reports, NewContext()));
        reports.FishForMessage(m => m is CollectorReported { State.Detail: { } detail } && detail.Contains("has not yet said", StringComparison.Ordinal), Patience);
        Assert.Equal(0, _market.Requests(Venue.Bybit).Values.Sum(r => r.Requests));

        _store.Answers = true;

        reports.FishForMessage(m => m is CollectorReported { State.Phase: CollectorPhase.Collecting }, Patience);
    }

    [Fact]
    public void A_collector_whose_budget_another_node_has_taken_sends_no_requests()
    {
        var reports = CreateTestProbe();
        var context = NewContext();
        Sys.ActorOf(ExchangeCollectorActor.Props(reports, context));
        reports.FishForMessage(m => m is CollectorReported { State: { Phase: CollectorPhase.Collecting, BudgetUsed: > 0 } }, Patience);

        _store.Owners[Exchange.Bybit] = RunId.New();
        context.Client.Budget.Hold(out _);
        context.Client.Budget.Release();

        reports.FishForMessage(m => m is CollectorReported { State.Detail: { } detail } && detail.Contains("Another node", StringComparison.Ordinal), Patience);
        Assert.False(context.Client.Budget.Ask().IsCompleted);
    }

    [Fact]
    public void An_answer_to_a_lease_of_a_former_owner_does_not_begin_another_lease()
    {
        _store.StoresLeases = false;
        var context = NewContext();
        var collector = Sys.ActorOf(ExchangeCollectorActor.Props(CreateTestProbe(), context));
        AwaitAssert(() => Assert.Equal(1, _store.Leases), Patience);

        collector.Tell(new LeaseAnswered(RunId.New(), context.Client.Budget.ProposeLease(), LeaseOutcome.NotAnswered));
        collector.Tell(LeaseDue.Instance);
        collector.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>(Patience);

        Assert.Equal(1, _store.Leases);
    }

    [Fact]
    public void In_a_single_process_a_restart_of_the_actor_does_not_end_an_operators_pause()
    {
        var context = NewContext() with { Budgets = OwnBudget.Instance };
        var collector = Sys.ActorOf(ExchangeCollectorActor.Props(CreateTestProbe(), context));
        context.Client.Budget.Hold(out _);

        ((IInternalActorRef)collector).Restart(new InvalidOperationException("A defect."));
        collector.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>(Patience);

        Assert.NotNull(context.Client.Budget.Snapshot().HeldSince);
    }

    private (IActorRef Collector, CollectorContext Context) StartCollecting()
    {
        var reports = CreateTestProbe();
        var context = NewContext();
        var collector = Sys.ActorOf(ExchangeCollectorActor.Props(reports, context));
        reports.FishForMessage(m => m is CollectorReported { State: { Phase: CollectorPhase.Collecting, BudgetUsed: > 0 } }, Patience);
        return (collector, context);
    }

    private CollectorContext NewContext() =>
        BybitContext.Create(CreateTestProbe(), address: _market.BaseAddress(Venue.Bybit), periodic: true) with { Budgets = _store };

    /// <summary>A store in memory. Its clock stands still, so a lease never ends.</summary>
    private sealed class MemoryStore : IBudgetStore
    {
        public ConcurrentDictionary<Exchange, BudgetLease> Stored { get; } = new();

        public ConcurrentDictionary<Exchange, RunId> Owners { get; } = new();

        public bool Answers { get; set; } = true;

        /// <summary>Whether a lease is answered at all.</summary>
        public bool StoresLeases { get; set; } = true;

        /// <summary>Leases that were sent.</summary>
        public int Leases { get; private set; }

        public bool NeedsLeases => true;

        public Task<BudgetClaim?> TakeAsync(Exchange exchange, RunId owner)
        {
            if (!Answers)
                return Task.FromResult<BudgetClaim?>(null);
            Owners[exchange] = owner;
            return Task.FromResult<BudgetClaim?>(Stored.TryGetValue(exchange, out var lease) ? new BudgetClaim(lease.State, lease.Length) : BudgetClaim.None);
        }

        public Task<LeaseOutcome> LeaseAsync(Exchange exchange, RunId owner, BudgetLease lease)
        {
            Leases++;
            if (!StoresLeases)
                return new TaskCompletionSource<LeaseOutcome>().Task;
            if (Owners[exchange] != owner)
                return Task.FromResult(LeaseOutcome.TakenByAnother);
            Stored[exchange] = lease;
            return Task.FromResult(LeaseOutcome.Stored);
        }
    }
}
