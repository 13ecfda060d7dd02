using CryptoFlow.Exchanges.Binance;
using CryptoFlow.Exchanges.Bybit;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>Two processes behind one address use a budget one after the other. The exchange counts both as one.</summary>
public class BudgetHandOverTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 30, TimeSpan.Zero));

    [Fact]
    public void The_next_owner_has_only_what_the_owner_before_has_left()
    {
        using var before = new RequestBudget(BybitLimits.All, _time);
        for (var i = 0; i < 590; i++)
            before.Ask().Granted().Answer();
        before.Ask().Granted();
        before.Close();
        Assert.False(before.Ask().IsCompleted);

        using var next = new RequestBudget(BybitLimits.All, _time);
        next.Continue(before.StateForNextOwner());

        for (var i = 0; i < 600 - 591; i++)
            next.Ask().Granted();
        var waiting = next.Ask();
        Assert.False(waiting.IsCompleted);

        // A window of 5 s, after the last moment at which the request that was under way may have arrived.
        _time.Advance(TimeSpan.FromSeconds(14.9));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_weight_that_the_owner_before_has_used_counts_until_its_minute_has_passed()
    {
        using var before = new RequestBudget(BinanceLimits.All, _time);
        before.Ask(2_000).Granted().Answer();
        using var next = new RequestBudget(BinanceLimits.All, _time);
        next.Continue(before.StateForNextOwner());

        next.Ask(400).Granted().Answer();
        var waiting = next.Ask();
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(Exchange.Binance, 31.1)]
    [InlineData(Exchange.Bybit, 15.1)]
    [InlineData(Exchange.Bitget, 70.1)]
    public void An_owner_that_does_not_know_what_was_used_sends_nothing_until_every_window_has_passed(Exchange exchange, double seconds)
    {
        using var next = ExchangeClients.CreateBudget(exchange, _time);
        next.TakeAsSpent();
        var waiting = next.Ask();

        _time.Advance(TimeSpan.FromSeconds(seconds - 0.2));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2.2));
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_limit_of_an_endpoint_that_is_used_for_the_first_time_later_is_unknown_too()
    {
        using var next = new RequestBudget([new SlidingWindowLimit("own", 5, TimeSpan.FromSeconds(1)) { PerEndpoint = true }], _time);
        next.TakeAsSpent();
        var waiting = next.Ask();
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public void Half_of_the_budget_leaves_room_for_another_owner_and_the_other_half_comes_back()
    {
        using var budget = new RequestBudget(BybitLimits.All, _time);
        budget.UseHalf(true);
        for (var i = 0; i < 300; i++)
            budget.Ask().Granted();
        var waiting = budget.Ask();
        Assert.False(waiting.IsCompleted);

        budget.UseHalf(false);
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_pause_and_an_operators_hold_go_along()
    {
        using var before = new RequestBudget(BybitLimits.All, _time);
        before.Refused(_time.GetUtcNow() + TimeSpan.FromMinutes(2), "asked too much");
        before.Hold(out var since);
        using var next = new RequestBudget(BybitLimits.All, _time);
        next.Continue(before.StateForNextOwner());

        var state = next.Snapshot();
        Assert.Equal(("asked too much", since), (state.PauseReason, state.HeldSince));
        Assert.Equal(TimeSpan.FromMinutes(2), state.PausedUntil - _time.GetUtcNow());
    }
}
