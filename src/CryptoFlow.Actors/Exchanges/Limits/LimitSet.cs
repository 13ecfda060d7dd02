using System.Collections.Immutable;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>Several limits with their meters. A request needs room in all of them.</summary>
internal sealed partial class LimitSet
{
    private readonly string _endpoint;
    private readonly ImmutableArray<(string Name, ILimitMeter Meter)> _meters;
    private readonly ImmutableHashSet<string> _ofOneEndpoint;

    /// <param name="endpoint">The endpoint that the limits count; empty if they count all endpoints.</param>
    /// <param name="limits">The limits.</param>
    public LimitSet(string endpoint, IEnumerable<RequestLimit> limits)
    {
        _endpoint = endpoint;
        ImmutableArray<RequestLimit> all = [.. limits];
        _meters = [.. all.Select(l => (l.Name, l.CreateMeter()))];
        _ofOneEndpoint = [.. all.Where(l => l.Endpoint is not null).Select(l => l.Name)];
        _leased = new int[_meters.Length];
    }

    /// <summary>
    /// The time until all limits have room, as in <see cref="ILimitMeter.TimeUntilFree"/>. A spare request leaves half of each limit unused, so
    /// that later sync and backfill requests do not have to wait because of it.
    /// </summary>
    /// <param name="cost">What the request costs.</param>
    /// <param name="priority">The request's priority.</param>
    /// <param name="leavesRest">Whether a part of each limit is kept free for the next owner.</param>
    /// <param name="now">The moment.</param>
    public TimeSpan TimeUntilFree(int cost, RequestPriority priority, bool leavesRest, BudgetInstant now)
    {
        var longest = TimeSpan.Zero;
        foreach (var (_, meter) in _meters)
        {
            var reserve = priority == RequestPriority.Spare ? meter.Limit / 2 : leavesRest ? RestOf(meter) : 0;
            var wait = meter.TimeUntilFree(cost, reserve, now);
            longest = wait > longest ? wait : longest;
        }

        return longest;
    }

    public void Start(int cost)
    {
        foreach (var (_, meter) in _meters)
            meter.Start(cost);
    }

    public void Finish(int cost, BudgetInstant start, BudgetInstant end, bool answered)
    {
        foreach (var (_, meter) in _meters)
            meter.Finish(cost, start, end, answered);
    }

    public void Observe(string limitName, int used, BudgetInstant start, BudgetInstant now)
    {
        foreach (var (_, meter) in _meters.Where(m => m.Name == limitName))
            meter.Observe(used, start, now);
    }

    public void AdoptLimit(string limitName, int limit)
    {
        foreach (var (_, meter) in _meters.Where(m => m.Name == limitName))
            meter.AdoptLimit(limit);
    }

    /// <summary>The previous owner of the budget may have used this amount of a limit.</summary>
    public void Spend(string limitName, int used, BudgetInstant now, BudgetInstant latest)
    {
        foreach (var (_, meter) in _meters.Where(m => m.Name == limitName))
            meter.Spend(used, now, latest);
    }

    /// <summary>The least time until the last of this number of requests may start, without the limits of a single endpoint.</summary>
    public TimeSpan LeastTime(int requests, int cost, BudgetInstant now) =>
        _meters.Where(m => !_ofOneEndpoint.Contains(m.Name)).Select(m => m.Meter.LeastTime(requests, cost, now)).DefaultIfEmpty().Max();

    public IEnumerable<LimitState> States(BudgetInstant now) =>
        _meters.Select(m => new LimitState(m.Name, _endpoint, m.Meter.Limit, m.Meter.Used(now)));
}
