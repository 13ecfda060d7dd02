using System.Collections.Immutable;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>All endpoints of one exchange; finds the next waiting request. Not thread-safe: the budget's lock guards it.</summary>
internal sealed class BudgetLanes(ImmutableArray<RequestLimit> perEndpoint)
{
    private readonly Dictionary<string, BudgetLane> _lanes = new(StringComparer.Ordinal);

    public IEnumerable<LimitSet> Limits => _lanes.Values.Select(l => l.OwnLimits);

    /// <summary>The lane of an endpoint, created at its first use.</summary>
    public BudgetLane Of(string endpoint)
    {
        if (!_lanes.TryGetValue(endpoint, out var lane))
            _lanes.Add(endpoint, lane = new BudgetLane(new LimitSet(endpoint, perEndpoint.Where(l => l.CountsFor(endpoint)))));
        return lane;
    }

    /// <summary>The costs of all requests that wait.</summary>
    public IReadOnlyCollection<int> WaitingCosts => [.. _lanes.Values.SelectMany(l => l.WaitingCosts)];

    /// <summary>The next lease of the limits of each endpoint.</summary>
    public IEnumerable<LimitUse> ProposeLeases(bool leavesRest, BudgetInstant now) =>
        _lanes.Values.SelectMany(l => l.OwnLimits.ProposeLease([.. l.WaitingCosts], leavesRest, now));

    public int Waiting(RequestPriority priority) => _lanes.Values.Sum(l => l.Waiting(priority));

    public void UnblockAll()
    {
        foreach (var lane in _lanes.Values)
            lane.Blocked = false;
    }

    /// <summary>The next sync or backfill request of the lanes that are not blocked.</summary>
    public BudgetWaiter? Next() => FirstOf(l => l.Blocked ? null : l.First);

    /// <summary>The next spare request; null while any sync or backfill request waits, also in a blocked lane.</summary>
    public BudgetWaiter? NextSpare() => FirstOf(l => l.First) is null ? FirstOf(l => l.FirstSpare) : null;

    private BudgetWaiter? FirstOf(Func<BudgetLane, BudgetWaiter?> firstOf)
    {
        BudgetWaiter? next = null;
        foreach (var lane in _lanes.Values)
        {
            if (firstOf(lane) is { } first && (next is null || first.GoesBefore(next)))
                next = first;
        }

        return next;
    }
}
