using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Exchanges.Limits;

public class MinuteWeightTests
{
    private const int Limit = 40;

    private static readonly MinuteWeightLimit Declared = new("weight", Limit);
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<RaceRequest> AnyRequest =
        from at in Gen.Int[0, 70_000]
        from priority in Gen.Enum<RequestPriority>()
        from cost in Gen.Int[0, 3].Select(i => new[] { 1, 2, 5, 10 }[i])
        from there in Gen.Int[0, 3_000]
        from back in Gen.Int[0, 3_000]
        select new RaceRequest(at, priority, cost, "klines", there, back);

    [Fact]
    public void No_minute_of_the_exchanges_clock_ever_holds_more_than_the_limit_whatever_the_delays() =>
        Gen.Select(AnyRequest.Array[5, 40], Gen.Int[-1000, 500], Gen.Int[0, 60_000]).Sample((requests, exchangeOffset, start) =>
        {
            var time = new FakeTimeProvider(Noon.AddMilliseconds(start));
            using var budget = new RequestBudget([Declared], time);
            var arrivals = BudgetRace.Run(budget, time, requests, stepMs: 25, longestMs: 1_200_000);
            Assert.InRange(MostInAMinute(arrivals, exchangeOffset), 1, Limit);
        }, iter: 80);

    [Fact]
    public void The_whole_limit_goes_through_in_one_minute_and_the_rest_a_second_after_the_next_begins()
    {
        var time = new FakeTimeProvider(Noon.AddSeconds(10));
        using var budget = new RequestBudget([Declared], time);
        RaceRequest[] requests = [.. Enumerable.Range(0, 9).Select(_ => new RaceRequest(0, RequestPriority.Backfill, 5, "klines", 0, 10))];

        var arrivals = BudgetRace.Run(budget, time, requests, stepMs: 10, longestMs: 120_000);

        Assert.All(arrivals.Take(8), a => Assert.InRange(a.GrantedAt, Noon.AddSeconds(10).ToUnixTimeMilliseconds(), Noon.AddSeconds(11).ToUnixTimeMilliseconds()));
        Assert.InRange(arrivals[8].GrantedAt, Noon.AddSeconds(61).ToUnixTimeMilliseconds(), Noon.AddSeconds(61.1).ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData(59_400, 40, 0)] // More than 500 ms before the boundary: counts only in the old minute.
    [InlineData(59_600, 40, 40)] // The exchange's clock may be ahead.
    [InlineData(60_900, 40, 40)] // The exchange's clock may be behind.
    [InlineData(61_100, 0, 40)] // More than 1000 ms after the boundary: counts only in the new minute.
    public void A_request_near_the_boundary_counts_in_both_minutes(int sentMs, int usedInOld, int usedInNew)
    {
        var meter = Declared.CreateMeter();
        var sent = At(sentMs);
        meter.Start(Limit);
        meter.Finish(Limit, sent, sent, answered: true);

        Assert.Equal(usedInOld, meter.Used(At(30_000)));
        Assert.Equal(usedInNew, meter.Used(At(90_000)));
        Assert.Equal(Math.Max(usedInOld, usedInNew), meter.Used(At(60_500)));

        static BudgetInstant At(int ms) => new(TimeSpan.FromMilliseconds(ms), Noon.AddMilliseconds(ms).ToUnixTimeMilliseconds());
    }

    [Fact]
    public void A_request_answered_in_a_later_minute_counts_there_too()
    {
        var time = new FakeTimeProvider(Noon.AddSeconds(30));
        using var budget = new RequestBudget([Declared], time);
        var slow = budget.Ask(Limit).Granted();

        time.Advance(TimeSpan.FromSeconds(45));
        Assert.Equal(Limit, Used(budget));
        slow.Answer();
        Assert.Equal(Limit, Used(budget));
        time.Advance(TimeSpan.FromSeconds(46));
        Assert.Equal(0, Used(budget));
    }

    [Fact]
    public void The_weight_that_the_exchange_reports_raises_the_used_weight_and_never_lowers_it()
    {
        var time = new FakeTimeProvider(Noon.AddSeconds(30));
        using var budget = new RequestBudget([Declared], time);
        var permit = budget.Ask(5).Granted();
        permit.Answered();
        permit.ReportUsed("weight", 30);
        Assert.Equal(30, Used(budget));
        permit.ReportUsed("weight", 5);
        Assert.Equal(30, Used(budget));

        budget.Ask(10).Granted().Answer();
        Assert.False(budget.Ask(1).IsCompleted);
    }

    [Fact]
    public void A_report_about_a_full_old_minute_does_not_block_the_new_minute()
    {
        var time = new FakeTimeProvider(Noon.AddSeconds(59.9));
        using var budget = new RequestBudget([Declared], time);
        var permit = budget.Ask(1).Granted();
        time.Advance(TimeSpan.FromSeconds(0.2));
        permit.Answered();
        permit.ReportUsed("weight", Limit);

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, Used(budget));
    }

    [Fact]
    public void Until_the_first_answer_requests_are_sent_one_at_a_time()
    {
        var time = new FakeTimeProvider(Noon.AddSeconds(30));
        using var budget = new RequestBudget([Declared], time);
        var first = budget.Ask(1).Granted();
        var second = budget.Ask(1);
        Assert.False(second.IsCompleted);

        first.Answered();
        Assert.True(second.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_declared_limit_is_adopted()
    {
        var time = new FakeTimeProvider(Noon.AddSeconds(30));
        using var budget = new RequestBudget([Declared], time);
        budget.Ask(Limit).Granted().Answer();
        var next = budget.Ask(10);
        Assert.False(next.IsCompleted);

        budget.AdoptLimit("weight", 50);

        Assert.True(next.IsCompletedSuccessfully);
        Assert.Equal(50, Assert.Single(budget.Snapshot().Limits).Limit);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(40, 0)]
    [InlineData(41, 31)]
    [InlineData(80, 31)]
    [InlineData(81, 91)]
    public void The_estimate_counts_the_minutes_to_come(int cost, double seconds)
    {
        using var budget = new RequestBudget([Declared], new FakeTimeProvider(Noon.AddSeconds(30)));
        Assert.Equal(TimeSpan.FromSeconds(seconds), budget.EstimateDuration(cost, cost));
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600 * 24 * 365)]
    public void Requests_continue_after_the_system_clock_was_set(int seconds)
    {
        var time = new SteppingTime(Noon.AddSeconds(30));
        using var budget = new RequestBudget([Declared], time);
        var permit = budget.Ask(Limit).Granted();
        time.Step(TimeSpan.FromSeconds(seconds));
        permit.Answer();

        time.Step(TimeSpan.FromSeconds(62));
        Assert.Equal(0, Used(budget));
    }

    private static int Used(RequestBudget budget) => Assert.Single(budget.Snapshot().Limits).Used;

    private static int MostInAMinute(IEnumerable<RaceArrival> arrivals, int exchangeOffset) =>
        arrivals.GroupBy(a => (a.ArrivedAt + exchangeOffset) / 60_000).Max(g => g.Sum(a => a.Request.Cost));

    /// <summary>Somebody sets the time of day. The monotonic clock continues unchanged.</summary>
    private sealed class SteppingTime(DateTimeOffset start) : TimeProvider
    {
        private DateTimeOffset _now = start;

        public void Step(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => 0;
    }
}
