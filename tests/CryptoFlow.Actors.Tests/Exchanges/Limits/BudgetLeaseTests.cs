using CryptoFlow.Exchanges.Binance;
using CryptoFlow.Exchanges.Bybit;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>An owner uses only amounts that it has leased before, so the next owner knows the most that was used.</summary>
public sealed class BudgetLeaseTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 5, TimeSpan.Zero));
    private int _wanted;

    [Fact]
    public void Without_a_lease_no_request_is_sent_and_the_budget_asks_for_one_once()
    {
        using var budget = NewBudget();
        var first = budget.Ask();
        var second = budget.Ask();
        Assert.Equal((1, false), (_wanted, first.IsCompleted));

        budget.TakeLease(budget.ProposeLease());

        first.Granted();
        second.Granted();
    }

    [Fact]
    public void A_lease_covers_the_requests_that_wait_and_a_tenth_of_the_limit()
    {
        using var budget = NewBudget();
        var waiting = Enumerable.Range(0, 100).Select(_ => budget.Ask()).ToList();
        var lease = budget.ProposeLease();
        Assert.Equal(160, Assert.Single(lease.State.Uses).Used);

        budget.TakeLease(lease);

        Assert.All(waiting, w => w.Granted());
    }

    [Fact]
    public void A_lease_leaves_a_twentieth_for_the_next_owner_who_begins_at_once()
    {
        using var budget = NewBudget();
        var waiting = Enumerable.Range(0, 700).Select(_ => budget.Ask()).ToList();
        var lease = budget.ProposeLease();
        budget.TakeLease(lease);
        Assert.Equal(570, waiting.Count(w => w.IsCompletedSuccessfully));

        // The whole limit is leased, so no lease is stored until a request is answered.
        Assert.Equal(1, _wanted);

        using var next = NewBudget();
        next.Continue(new BudgetClaim(lease.State, lease.Length));
        var asked = Enumerable.Range(0, 31).Select(_ => next.Ask()).ToList();
        next.TakeLease(next.ProposeLease());
        Assert.Equal(30, asked.Count(w => w.IsCompletedSuccessfully));
    }

    [Fact]
    public void After_the_end_of_the_lease_no_request_is_sent()
    {
        using var budget = NewBudget();
        budget.TakeLease(budget.ProposeLease());
        _time.Advance(RequestBudget.LeaseLength);

        Assert.False(budget.Ask().IsCompleted);
    }

    /// <summary>The stored end counts from the COMMIT, which is later than the proposal.</summary>
    [Fact]
    public void A_lease_that_took_long_to_be_stored_ends_no_later()
    {
        using var budget = NewBudget();
        var lease = budget.ProposeLease();
        _time.Advance(RequestBudget.LeaseLength);
        budget.TakeLease(lease);

        Assert.False(budget.Ask().IsCompleted);
    }

    [Fact]
    public void A_smaller_lease_takes_effect_before_it_is_stored()
    {
        using var budget = NewBudget();
        for (var i = 0; i < 300; i++)
            _ = budget.Ask();
        budget.TakeLease(budget.ProposeLease());
        for (var i = 0; i < 60; i++)
            budget.Ask().Granted();
        var requests = Enumerable.Range(0, 40).Select(_ => budget.Ask()).ToList();
        budget.TakeLease(budget.ProposeLease());
        Assert.All(requests, r => r.Granted().Answer());

        // 360 requests are still under way and 40 are answered. Half a minute later the 40 are free again.
        _time.Advance(TimeSpan.FromSeconds(30));
        var smaller = budget.ProposeLease();

        Assert.Equal(420, Assert.Single(smaller.State.Uses).Used);
    }

    /// <summary>A lease covers many requests: a full minute of Binance's weight in pages of weight 5 takes some ten leases.</summary>
    [Fact]
    public void A_backfill_asks_for_a_lease_before_the_present_one_is_used_up_and_seldom()
    {
        using var budget = new RequestBudget(BinanceLimits.All, _time);
        budget.UseLeases(() => _wanted++);
        var leases = 0;
        var waited = 0;
        for (var page = 0; page < 2_280 / 5; page++)
        {
            var asked = budget.Ask(cost: 5);
            waited += asked.IsCompleted ? 0 : 1;
            if (_wanted > leases)
            {
                budget.TakeLease(budget.ProposeLease());
                leases++;
            }

            asked.Granted().Answer();
        }

        Assert.Equal(1, waited);
        Assert.InRange(leases, 2, 24);
    }

    [Fact]
    public void A_pause_is_stored_although_no_request_is_sent()
    {
        using var budget = NewBudget();
        budget.TakeLease(budget.ProposeLease());
        budget.Hold(out var since);

        Assert.Equal(1, _wanted);
        Assert.Equal(since.ToUnixTimeMilliseconds(), budget.ProposeLease().State.HeldSince);
    }

    [Fact]
    public void A_pause_that_begins_while_a_lease_is_stored_is_stored_with_the_next_one()
    {
        using var budget = NewBudget();
        _ = budget.Ask();
        var lease = budget.ProposeLease();
        budget.Hold(out _);
        Assert.Equal(1, _wanted);

        budget.TakeLease(lease);

        Assert.Equal(2, _wanted);
    }

    /// <summary>The counted use of the previous owner is a part of the owner's own lease, so a third owner knows both.</summary>
    [Fact]
    public void A_third_owner_counts_both_previous_owners()
    {
        using var second = NewBudget();
        second.Continue(new BudgetClaim(BudgetState.Unused with { Uses = [new LimitUse(BybitLimits.RequestsPer5Seconds.Name, "", 400)] }, TimeSpan.FromSeconds(10)));
        _ = second.Ask();

        Assert.Equal(400 + 60 + 1, Assert.Single(second.ProposeLease().State.Uses).Used);
    }

    [Fact]
    public void A_single_process_needs_no_lease()
    {
        using var budget = new RequestBudget(BybitLimits.All, _time);
        budget.Ask().Granted();
    }

    private RequestBudget NewBudget()
    {
        var budget = new RequestBudget(BybitLimits.All, _time);
        budget.UseLeases(() => _wanted++);
        return budget;
    }
}
