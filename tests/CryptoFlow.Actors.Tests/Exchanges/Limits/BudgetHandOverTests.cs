using CryptoFlow.Exchanges.Binance;
using CryptoFlow.Exchanges.Bybit;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>Two processes behind one address use a budget one after the other. The exchange counts both as one.</summary>
public class BudgetHandOverTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 30, TimeSpan.Zero));

    [Fact]
    public void The_next_owner_has_only_the_part_that_the_previous_owner_has_left()
    {
        using var before = new RequestBudget(BybitLimits.All, _time);
        for (var i = 0; i < 590; i++)
            before.Ask().Granted().Answer();
        before.Ask().Granted();
        before.Close();
        Assert.False(before.Ask().IsCompleted);

        using var next = new RequestBudget(BybitLimits.All, _time);
        next.Continue(new BudgetClaim(before.Leave().State, TimeSpan.Zero));

        for (var i = 0; i < 600 - 591; i++)
            next.Ask().Granted();
        var waiting = next.Ask();
        Assert.False(waiting.IsCompleted);

        // A window of 5 s, which begins when the request that was under way can no longer arrive.
        _time.Advance(TimeSpan.FromSeconds(14.9));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public void Weight_that_the_previous_owner_has_used_counts_until_its_minute_has_passed()
    {
        using var before = new RequestBudget(BinanceLimits.All, _time);
        before.Ask(2_000).Granted().Answer();
        using var next = new RequestBudget(BinanceLimits.All, _time);
        next.Continue(new BudgetClaim(before.Leave().State, TimeSpan.Zero));

        next.Ask(400).Granted().Answer();
        var waiting = next.Ask();
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    /// <summary>The last request was sent before the end of the lease. It may arrive during the following 10 s, and then counts for a window of the exchange.</summary>
    [Theory]
    [InlineData(Exchange.Binance, 31.1)]
    [InlineData(Exchange.Bybit, 15.1)]
    [InlineData(Exchange.Bitget, 70.1)]
    public void The_lease_of_the_previous_owner_counts_until_a_window_has_passed_since_its_end(Exchange exchange, double seconds)
    {
        using var next = ExchangeClients.CreateBudget(exchange, _time);
        next.Continue(new BudgetClaim(BudgetState.Unused with { Uses = [.. WholeLimitsOf(exchange)] }, TimeSpan.Zero));
        var waiting = next.Ask();

        _time.Advance(TimeSpan.FromSeconds(seconds - 0.2));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2.2));
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(Exchange.Binance, 31.1)]
    [InlineData(Exchange.Bybit, 15.1)]
    [InlineData(Exchange.Bitget, 70.1)]
    public void The_time_since_the_lease_has_ended_counts_as_passed(Exchange exchange, double seconds)
    {
        using var next = ExchangeClients.CreateBudget(exchange, _time);
        _time.Advance(TimeSpan.FromSeconds(seconds));
        next.Continue(new BudgetClaim(BudgetState.Unused with { Uses = [.. WholeLimitsOf(exchange)] }, TimeSpan.FromSeconds(-seconds)));

        next.Ask().Granted();
    }

    [Fact]
    public void A_pause_and_an_operators_hold_are_handed_over()
    {
        using var before = new RequestBudget(BybitLimits.All, _time);
        before.Refused(_time.GetUtcNow() + TimeSpan.FromMinutes(2), "asked too much");
        before.Hold(out var since);
        using var next = new RequestBudget(BybitLimits.All, _time);
        next.Continue(new BudgetClaim(before.Leave().State, TimeSpan.Zero));

        var state = next.Snapshot();
        Assert.Equal(("asked too much", since), (state.PauseReason, state.HeldSince));
        Assert.Equal(TimeSpan.FromMinutes(2), state.PausedUntil - _time.GetUtcNow());
    }

    private IEnumerable<LimitUse> WholeLimitsOf(Exchange exchange)
    {
        using var budget = ExchangeClients.CreateBudget(exchange, _time);
        budget.Ask().Granted().Answer();
        return [.. budget.Snapshot().Limits.Select(l => new LimitUse(l.Name, l.Endpoint, l.Limit))];
    }
}
