using CryptoFlow.Simulator;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>
/// Two nodes behind one address ask an exchange one after the other, over HTTP, and the simulator enforces the real limits. The first node uses its whole budget.
/// </summary>
public sealed class TwoOwnersTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 10, TimeSpan.Zero));
    private ExchangeSimulator _market = null!;

    public async Task InitializeAsync() => _market = await ExchangeSimulator.StartAsync(new SimulatorOptions { TimeProvider = _time });

    public async Task DisposeAsync() => await _market.DisposeAsync();

    [Theory]
    [InlineData(Exchange.Bybit, Venue.Bybit, 600)]
    [InlineData(Exchange.Bitget, Venue.Bitget, 20)]
    public async Task The_exchange_refuses_nothing_if_the_budget_is_handed_over(Exchange exchange, Venue venue, int requests)
    {
        var first = NewClient(exchange, venue);
        await AskAsync(first, requests);
        first.Budget.Close();
        var second = NewClient(exchange, venue);
        second.Budget.Continue(new BudgetClaim(first.Budget.Leave().State, TimeSpan.Zero));

        await AskAsync(second, requests);
        Assert.Equal(0, RefusedBy(venue));
    }

    [Theory]
    [InlineData(Exchange.Bybit, Venue.Bybit, 600)]
    [InlineData(Exchange.Bitget, Venue.Bitget, 20)]
    public async Task The_exchange_refuses_nothing_if_the_first_node_crashes_and_the_second_node_begins_at_once(Exchange exchange, Venue venue, int requests)
    {
        var first = NewClient(exchange, venue);
        var before = new Leases(first.Budget);
        await AskAsync(first, requests, before);
        var second = NewClient(exchange, venue);
        var after = new Leases(second.Budget);
        second.Budget.Continue(new BudgetClaim(before.Stored!.State, before.Stored.Length));
        var begun = _time.GetUtcNow();
        await AskAsync(second, 1, after);
        Assert.Equal(begun, _time.GetUtcNow());

        await AskAsync(second, requests, after);
        Assert.Equal(0, RefusedBy(venue));
    }

    /// <summary>Otherwise the tests above would prove nothing.</summary>
    [Theory]
    [InlineData(Exchange.Bybit, Venue.Bybit, 600)]
    [InlineData(Exchange.Bitget, Venue.Bitget, 20)]
    public async Task A_second_node_that_ignores_the_first_is_refused(Exchange exchange, Venue venue, int requests)
    {
        await AskAsync(NewClient(exchange, venue), requests);
        var asked = NewClient(exchange, venue).GetTimeAsync(CancellationToken.None);
        await asked;

        Assert.Equal(1, RefusedBy(venue));
    }

    private long RefusedBy(Venue venue) => _market.Requests(venue).Values.Sum(r => r.Refused);

    private IExchangeClient NewClient(Exchange exchange, Venue venue) =>
        ExchangeClients.Create(exchange, _market.BaseAddress(venue), _time, NullLoggerFactory.Instance);

    /// <summary>Sends requests to one endpoint as fast as the budget allows, and lets time pass while all of them wait.</summary>
    private async Task AskAsync(IExchangeClient client, int requests, Leases? leases = null)
    {
        var answers = Task.WhenAll(Enumerable.Range(0, requests).Select(_ => client.GetTimeAsync(CancellationToken.None)));
        while (!answers.IsCompleted)
        {
            if (leases?.Store() != true && client.Budget.Snapshot() is { UnderWay: 0, WaitingSync: > 0 })
                _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await answers;
    }

    /// <summary>Leases as a collector does, from a store that always answers.</summary>
    private sealed class Leases
    {
        private readonly RequestBudget _budget;
        private volatile bool _wanted;

        public Leases(RequestBudget budget)
        {
            _budget = budget;
            budget.UseLeases(() => _wanted = true);
        }

        public BudgetLease? Stored { get; private set; }

        /// <summary>Stores the next lease if the budget asks for one.</summary>
        public bool Store()
        {
            if (!_wanted)
                return false;
            _wanted = false;
            Stored = _budget.ProposeLease();
            _budget.TakeLease(Stored);
            return true;
        }
    }
}
