using CryptoFlow.Exchanges.Bybit;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Exchanges.Limits;

public class RequestBudgetTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 30, TimeSpan.Zero));

    [Fact]
    public void Sync_goes_before_backfill_and_each_in_order_of_arrival() =>
        Gen.Bool.Array[1, 20].Sample(kinds =>
        {
            var time = new FakeTimeProvider();
            using var budget = OnePerSecond(time);
            budget.Ask().Granted().Answer();
            var priorities = kinds.Select(sync => sync ? RequestPriority.Sync : RequestPriority.Backfill).ToArray();
            var waiting = priorities.Select(p => budget.Ask(priority: p)).ToArray();

            var order = new List<int>();
            while (order.Count < waiting.Length)
            {
                time.Advance(TimeSpan.FromSeconds(1.01));
                var granted = Assert.Single(Enumerable.Range(0, waiting.Length), i => waiting[i].IsCompleted && !order.Contains(i));
                order.Add(granted);
                waiting[granted].Granted().Answer();
            }

            Assert.Equal(Enumerable.Range(0, waiting.Length).OrderBy(i => priorities[i]).ThenBy(i => i), order);
        }, iter: 60);

    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public void A_sync_request_goes_before_an_older_backfill_request_to_another_endpoint(string backfillTo, string syncTo)
    {
        using var budget = OnePerSecond(_time);
        budget.Ask(1, "a").Granted().Answer();
        var backfill = budget.Ask(1, backfillTo, RequestPriority.Backfill);
        var sync = budget.Ask(1, syncTo);

        _time.Advance(TimeSpan.FromSeconds(1.01));
        Assert.False(backfill.IsCompleted);
        sync.Granted().Answer();

        _time.Advance(TimeSpan.FromSeconds(1.01));
        Assert.True(backfill.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_spare_request_waits_while_any_other_request_waits_even_for_another_endpoint()
    {
        using var budget = new RequestBudget([new SlidingWindowLimit("own", 1, TimeSpan.FromSeconds(1)) { PerEndpoint = true }], _time);
        budget.Ask().Granted().Answer();
        var backfill = budget.Ask(priority: RequestPriority.Backfill);
        var spare = budget.Ask(1, "b", RequestPriority.Spare);
        Assert.False(spare.IsCompleted);
        Assert.Equal(1, budget.Snapshot().WaitingSpare);

        _time.Advance(TimeSpan.FromSeconds(1.01));
        Assert.True(backfill.IsCompletedSuccessfully);
        Assert.True(spare.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_spare_request_is_granted_when_the_last_waiting_request_gives_up()
    {
        using var budget = new RequestBudget([new MinuteWeightLimit("weight", 10)], _time);
        budget.Ask(4).Granted().Answer();
        using var cancellation = new CancellationTokenSource();
        var dear = budget.Ask(7, cancellation: cancellation.Token);
        var spare = budget.Ask(1, priority: RequestPriority.Spare);
        Assert.False(spare.IsCompleted);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dear);
        Assert.True(spare.IsCompletedSuccessfully);
    }

    [Fact]
    public void Spare_requests_leave_half_of_the_weight_to_others()
    {
        using var budget = new RequestBudget([new MinuteWeightLimit("weight", 40)], _time);
        budget.Ask(5, priority: RequestPriority.Spare).Granted().Answer();
        var spare = Enumerable.Range(0, 7).Select(_ => budget.Ask(5, priority: RequestPriority.Spare)).ToArray();
        foreach (var granted in spare.Take(3))
            granted.Granted().Answer();
        Assert.All(spare.Skip(3), s => Assert.False(s.IsCompleted));

        budget.Ask(20).Granted().Answer();
        _time.Advance(TimeSpan.FromSeconds(31.1));

        Assert.All(spare, s => Assert.True(s.IsCompletedSuccessfully));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(20, 10)]
    public void Spare_requests_leave_half_of_a_window_to_others(int limit, int spare)
    {
        using var budget = OnePerSecond(_time, limit);
        var asked = Enumerable.Range(0, limit + 1).Select(_ => budget.Ask(priority: RequestPriority.Spare)).ToArray();
        Assert.Equal(spare, asked.Count(a => a.IsCompleted));
        foreach (var granted in asked.Where(a => a.IsCompleted))
            granted.Granted().Answer();
        Assert.Equal(limit - spare, Enumerable.Range(0, limit).Count(_ => budget.Ask().IsCompleted));
    }

    [Fact]
    public void A_spare_request_that_costs_more_than_half_of_the_limit_goes_when_nothing_is_used()
    {
        using var budget = new RequestBudget([new MinuteWeightLimit("weight", 10)], _time);
        budget.Ask(1).Granted().Answer();
        var dear = budget.Ask(8, priority: RequestPriority.Spare);
        Assert.False(dear.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(31.1));
        Assert.True(dear.IsCompletedSuccessfully);
    }

    [Fact]
    public void Requests_to_other_endpoints_overtake_a_request_that_waits_for_its_endpoint()
    {
        using var budget = new RequestBudget([new SlidingWindowLimit("own", 1, TimeSpan.FromSeconds(1)) { PerEndpoint = true }], _time);
        budget.Ask().Granted().Answer();

        Assert.False(budget.Ask().IsCompleted);
        Assert.True(budget.Ask(1, "b", RequestPriority.Backfill).IsCompleted);
    }

    [Fact]
    public void A_request_of_less_weight_does_not_overtake_a_waiting_request_of_more_weight()
    {
        using var budget = new RequestBudget([new MinuteWeightLimit("weight", 10)], _time);
        budget.Ask(8).Granted().Answer();

        Assert.False(budget.Ask(5).IsCompleted);
        Assert.False(budget.Ask(1, "b").IsCompleted);
    }

    [Fact]
    public async Task A_cancelled_request_frees_its_place_in_the_queue()
    {
        using var budget = new RequestBudget([new MinuteWeightLimit("weight", 10)], _time);
        budget.Ask(8).Granted().Answer();
        using var cancellation = new CancellationTokenSource();
        var dear = budget.Ask(5, cancellation: cancellation.Token);
        var cheap = budget.Ask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dear);
        Assert.True(cheap.IsCompletedSuccessfully);
        Assert.Equal(0, budget.Snapshot().WaitingSync);
    }

    [Fact]
    public async Task A_request_above_the_bound_of_the_queue_is_refused_and_counted_by_priority()
    {
        using var budget = new RequestBudget([new SlidingWindowLimit("one", 1, TimeSpan.FromSeconds(1))], _time, maxWaiting: 2);
        budget.Ask().Granted().Answer();
        for (var i = 0; i < 2; i++)
            Assert.False(budget.Ask(priority: RequestPriority.Backfill).IsCompleted);

        var turnedAway = budget.Ask(priority: RequestPriority.Backfill);
        Assert.Null(await turnedAway);
        Assert.False(budget.Ask().IsCompleted);

        var state = budget.Snapshot();
        Assert.Equal((1L, 2, 1), (state.TurnedAway, state.WaitingBackfill, state.WaitingSync));
    }

    [Fact]
    public void During_a_pause_no_request_is_granted_and_afterwards_all_waiting_requests_are()
    {
        using var budget = OnePerSecond(_time, limit: 10);
        budget.Refused(_time.GetUtcNow().AddSeconds(30), "429");
        budget.PauseUntil(_time.GetUtcNow().AddSeconds(5), "shorter");
        var waiting = Enumerable.Range(0, 10).Select(_ => budget.Ask()).ToArray();

        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.All(waiting, w => Assert.False(w.IsCompleted));
        var state = budget.Snapshot();
        Assert.Equal(("429", 1L, 10), (state.PauseReason, state.RefusedByExchange, state.WaitingSync));
        Assert.Equal(_time.GetUtcNow().AddSeconds(0.1), state.PausedUntil);

        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.All(waiting, w => Assert.True(w.IsCompletedSuccessfully));
        Assert.Null(budget.Snapshot().PausedUntil);
    }

    [Fact]
    public void The_estimate_includes_the_rest_of_a_pause()
    {
        using var budget = OnePerSecond(_time, limit: 10);
        budget.PauseUntil(_time.GetUtcNow().AddSeconds(30), "429");
        Assert.Equal(TimeSpan.FromSeconds(30), budget.EstimateDuration(10, 10));
        Assert.Equal(TimeSpan.FromSeconds(31.01), budget.EstimateDuration(11, 11));
    }

    [Fact]
    public void The_longest_of_several_limits_decides_the_estimate()
    {
        using var budget = new RequestBudget(
            [new SlidingWindowLimit("own", 20, TimeSpan.FromSeconds(1)) { PerEndpoint = true, Margin = TimeSpan.Zero }, new SlidingWindowLimit("all", 6000, TimeSpan.FromMinutes(1))],
            _time);
        Assert.Equal(TimeSpan.FromSeconds(70), budget.EstimateDuration(1410, 1410));
    }

    [Fact]
    public async Task A_budget_may_be_used_from_many_threads()
    {
        using var budget = OnePerSecond(TimeProvider.System, limit: 1_000_000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                using var permit = await budget.Ask();
                permit!.Answered();
            }
        })));

        var state = budget.Snapshot();
        Assert.Equal((4000L, 0), (state.Granted, state.UnderWay));
    }

    private static RequestBudget OnePerSecond(TimeProvider time, int limit = 1) =>
        new([new SlidingWindowLimit("requests", limit, TimeSpan.FromSeconds(1))], time);

    /// <summary>Other threads may take the processor between the two clocks. Then a pause may last longer, but not shorter.</summary>
    [Fact]
    public void A_pause_is_not_shortened_by_a_thread_that_stalls_between_the_wall_clock_and_the_timestamp()
    {
        var time = new StallingTime();
        using var budget = new RequestBudget(BybitLimits.All, time);
        var end = time.GetUtcNow().AddSeconds(1);

        time.StallsAfterTimestamp = true;
        budget.PauseUntil(end, "asked too much");
        var shown = budget.Snapshot().PausedUntil;
        time.StallsAfterTimestamp = false;
        var waiting = budget.Ask();
        time.Advance(end - time.GetUtcNow() - TimeSpan.FromMilliseconds(1));

        Assert.False(waiting.IsCompleted);
        Assert.True(shown <= end, $"shown {shown:O}, end {end:O}");
    }

    private sealed class StallingTime : FakeTimeProvider
    {
        public bool StallsAfterTimestamp { get; set; }

        public override long GetTimestamp()
        {
            var timestamp = base.GetTimestamp();
            if (StallsAfterTimestamp)
                Advance(TimeSpan.FromMilliseconds(20));
            return timestamp;
        }
    }
}
