using System.Collections.Immutable;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>Several limits with their meters. A request needs room in all of them.</summary>
internal sealed class LimitSet(string endpoint, IEnumerable<RequestLimit> limits)
{
    private readonly ImmutableArray<(string Name, ILimitMeter Meter, bool OfOneEndpoint)> _meters = [.. limits.Select(l => (l.Name, l.CreateMeter(), l.Endpoint is not null))];

    /// <summary>
    /// The time until all limits have room, as in <see cref="ILimitMeter.TimeUntilFree"/>. A spare request leaves half of each limit unused, so
    /// that later sync and backfill requests do not have to wait because of it.
    /// </summary>
    /// <param name="cost">What the request costs.</param>
    /// <param name="priority">The request's priority.</param>
    /// <param name="usesHalf">Whether only half of each limit may be used at all.</param>
    /// <param name="now">The moment.</param>
    public TimeSpan TimeUntilFree(int cost, RequestPriority priority, bool usesHalf, BudgetInstant now)
    {
        var longest = TimeSpan.Zero;
        foreach (var (_, meter, _) in _meters)
        {
            var forOthers = usesHalf ? meter.Limit / 2 : 0;
            var reserve = priority == RequestPriority.Spare ? forOthers + ((meter.Limit - forOthers) / 2) : forOthers;
            var wait = meter.TimeUntilFree(cost, reserve, now);
            longest = wait > longest ? wait : longest;
        }

        return longest;
    }

    public void Start(int cost)
    {
        foreach (var (_, meter, _) in _meters)
            meter.Start(cost);
    }

    public void Finish(int cost, BudgetInstant start, BudgetInstant end, bool answered)
    {
        foreach (var (_, meter, _) in _meters)
            meter.Finish(cost, start, end, answered);
    }

    public void Observe(string limitName, int used, BudgetInstant start, BudgetInstant now)
    {
        foreach (var (_, meter, _) in _meters.Where(m => m.Name == limitName))
            meter.Observe(used, start, now);
    }

    public void AdoptLimit(string limitName, int limit)
    {
        foreach (var (_, meter, _) in _meters.Where(m => m.Name == limitName))
            meter.AdoptLimit(limit);
    }

    /// <summary>The owner of the budget before has used this amount of a limit.</summary>
    public void Spend(string limitName, int used, BudgetInstant now, BudgetInstant latest)
    {
        foreach (var (_, meter, _) in _meters.Where(m => m.Name == limitName))
            meter.Spend(used, now, latest);
    }

    /// <summary>The owner of the budget before may have used all of each limit.</summary>
    public void SpendAll(BudgetInstant now, BudgetInstant latest)
    {
        foreach (var (_, meter, _) in _meters)
            meter.Spend(meter.Limit, now, latest);
    }

    /// <summary>The least time until the last of this number of requests may start, without the limits of a single endpoint.</summary>
    public TimeSpan LeastTime(int requests, int cost, BudgetInstant now) =>
        _meters.Where(m => !m.OfOneEndpoint).Select(m => m.Meter.LeastTime(requests, cost, now)).DefaultIfEmpty().Max();

    public IEnumerable<LimitState> States(BudgetInstant now) =>
        _meters.Select(m => new LimitState(m.Name, endpoint, m.Meter.Limit, m.Meter.Used(now)));
}
