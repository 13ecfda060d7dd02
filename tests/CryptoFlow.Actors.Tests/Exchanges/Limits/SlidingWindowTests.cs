using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Exchanges.Limits;

public class SlidingWindowTests
{
    private const int Limit = 5;
    private const int WindowMs = 200;

    private static readonly SlidingWindowLimit Declared = new("requests", Limit, TimeSpan.FromMilliseconds(WindowMs));

    private static readonly Gen<RaceRequest> AnyRequest =
        from at in Gen.Int[0, 600]
        from priority in Gen.Enum<RequestPriority>()
        from there in Gen.Int[0, 300]
        from back in Gen.Int[0, 300]
        from endpoint in Gen.Bool.Select(first => first ? "a" : "b")
        select new RaceRequest(at, priority, 1, endpoint, there, back);

    [Fact]
    public void No_window_of_the_exchange_ever_holds_more_than_the_limit_whatever_the_delays() =>
        AnyRequest.Array[1, 40].Sample(requests =>
        {
            var time = new FakeTimeProvider();
            using var budget = new RequestBudget([Declared], time);
            var arrivals = BudgetRace.Run(budget, time, requests, stepMs: 2, longestMs: 60_000);
            Assert.InRange(MostInAWindow(arrivals), 1, Limit);
        }, iter: 150);

    [Fact]
    public void A_limit_per_endpoint_counts_each_endpoint_by_itself() =>
        AnyRequest.Array[1, 40].Sample(requests =>
        {
            var time = new FakeTimeProvider();
            using var budget = new RequestBudget([Declared with { PerEndpoint = true }], time);
            var arrivals = BudgetRace.Run(budget, time, requests, stepMs: 2, longestMs: 60_000);
            foreach (var endpoint in arrivals.GroupBy(a => a.Request.Endpoint))
                Assert.InRange(MostInAWindow(endpoint), 1, Limit);
        }, iter: 100);

    [Fact]
    public void Requests_that_are_never_answered_are_counted_as_if_they_might_still_arrive()
    {
        var time = new FakeTimeProvider();
        using var budget = new RequestBudget([Declared], time);
        RaceRequest[] lost = [.. Enumerable.Range(0, Limit).Select(_ => new RaceRequest(0, RequestPriority.Sync, 1, "a", 5_000, -4_900, Answered: false))];
        RaceRequest[] later = [.. Enumerable.Range(0, Limit).Select(_ => new RaceRequest(4_900, RequestPriority.Sync, 1, "a", 0, 0))];

        var arrivals = BudgetRace.Run(budget, time, [.. lost, .. later], stepMs: 10, longestMs: 60_000);

        Assert.InRange(MostInAWindow(arrivals), 1, Limit);
    }

    [Fact]
    public void Quick_answers_let_the_whole_limit_through_in_each_window()
    {
        var time = new FakeTimeProvider();
        using var budget = new RequestBudget([Declared], time);
        RaceRequest[] requests = [.. Enumerable.Range(0, 50).Select(_ => new RaceRequest(0, RequestPriority.Backfill, 1, "a", 0, 1))];

        var arrivals = BudgetRace.Run(budget, time, requests, stepMs: 1, longestMs: 60_000);

        var duration = arrivals[^1].ArrivedAt - arrivals[0].ArrivedAt;
        Assert.InRange(duration, 9 * WindowMs, (int)(9 * WindowMs * 1.1));
    }

    [Fact]
    public void Reported_requests_of_other_programs_occupy_places_for_one_window()
    {
        var time = new FakeTimeProvider();
        using var budget = new RequestBudget([Declared], time);
        using var permit = budget.Ask().Granted();
        permit.Answered();

        permit.ReportUsed("requests", 4);
        Assert.Equal(4, Assert.Single(budget.Snapshot().Limits).Used);
        permit.ReportUsed("requests", 2);
        Assert.Equal(4, Assert.Single(budget.Snapshot().Limits).Used);

        time.Advance(TimeSpan.FromMilliseconds(WindowMs + 10));
        Assert.Equal(0, Assert.Single(budget.Snapshot().Limits).Used);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(1410, 281)]
    public void The_estimate_counts_whole_windows(int requests, int windows)
    {
        using var budget = new RequestBudget([Declared with { Margin = TimeSpan.Zero }], new FakeTimeProvider());
        Assert.Equal(TimeSpan.FromMilliseconds(windows * WindowMs), budget.EstimateDuration(requests, requests));
    }

    [Fact]
    public void The_estimate_is_what_a_run_without_delays_takes() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[1, 30]).Sample((before, requests) =>
        {
            var time = new FakeTimeProvider();
            using var budget = new RequestBudget([Declared with { Margin = TimeSpan.Zero }], time);
            BudgetRace.Run(budget, time, Instant(before), stepMs: 1, longestMs: 60_000);

            var estimate = budget.EstimateDuration(requests, requests);
            var start = time.GetUtcNow().ToUnixTimeMilliseconds();
            var arrivals = BudgetRace.Run(budget, time, Instant(requests), stepMs: 1, longestMs: 60_000);

            // One step of the race lies between a permit and its answer.
            var took = arrivals[^1].ArrivedAt - start;
            Assert.InRange(took - estimate.TotalMilliseconds, 0, 2 + (requests / Limit * 2));
        }, iter: 60);

    private static RaceRequest[] Instant(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new RaceRequest(0, RequestPriority.Backfill, 1, "a", 0, 0))];

    private static int MostInAWindow(IEnumerable<RaceArrival> arrivals)
    {
        var times = arrivals.Select(a => a.ArrivedAt).Order().ToArray();
        return times.Select(end => times.Count(t => t > end - WindowMs && t <= end)).Max();
    }
}
