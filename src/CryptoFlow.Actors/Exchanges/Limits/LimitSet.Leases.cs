namespace CryptoFlow.Exchanges.Limits;

/// <summary>The leased part of each limit (<see cref="RequestBudget.UseLeases"/>).</summary>
internal sealed partial class LimitSet
{
    private readonly int[] _leased;

    /// <summary>Whether the lease covers one more request in each limit.</summary>
    public bool IsLeased(int cost, BudgetInstant now)
    {
        for (var i = 0; i < _meters.Length; i++)
        {
            // The most that is ever leased. A request that costs more is sent alone.
            var meter = _meters[i].Meter;
            if (meter.Used(now) + Math.Min(meter.CostOf(cost), MostOf(meter, leavesRest: true)) > _leased[i])
                return false;
        }

        return true;
    }

    /// <summary>Whether less than half a step of a lease is left, and more can be leased.</summary>
    public bool RunsOut(bool leavesRest, BudgetInstant now)
    {
        for (var i = 0; i < _meters.Length; i++)
        {
            var meter = _meters[i].Meter;
            if (_leased[i] < MostOf(meter, leavesRest) && (_leased[i] - meter.Used(now)) * 2 < StepOf(meter))
                return true;
        }

        return false;
    }

    /// <summary>The amounts of the next lease. Until that lease is stored, the smaller amount of the present lease and the next lease holds.</summary>
    /// <param name="waiting">The costs of the requests that wait.</param>
    /// <param name="leavesRest">Whether a part of each limit is kept free for the next owner.</param>
    /// <param name="now">The moment.</param>
    public LimitUse[] ProposeLease(IReadOnlyCollection<int> waiting, bool leavesRest, BudgetInstant now)
    {
        var uses = new LimitUse[_meters.Length];
        for (var i = 0; i < _meters.Length; i++)
        {
            var (name, meter) = _meters[i];
            var used = meter.Used(now);
            var amount = Math.Max(used, Math.Min(MostOf(meter, leavesRest), used + StepOf(meter) + waiting.Sum(meter.CostOf)));
            _leased[i] = Math.Min(_leased[i], amount);
            uses[i] = new LimitUse(name, _endpoint, amount);
        }

        return uses;
    }

    /// <summary>The lease is stored.</summary>
    public void TakeLease(LimitUse lease)
    {
        for (var i = 0; i < _meters.Length; i++)
        {
            if (_meters[i].Name == lease.Limit)
                _leased[i] = lease.Used;
        }
    }

    public void EndLease() => Array.Clear(_leased);

    /// <summary>The most that is leased.</summary>
    private static int MostOf(ILimitMeter meter, bool leavesRest) => leavesRest ? meter.Limit - RestOf(meter) : meter.Limit;

    /// <summary>A twentieth is left for the next owner.</summary>
    private static int RestOf(ILimitMeter meter) => meter.Limit / 20;

    private static int StepOf(ILimitMeter meter) => Math.Max(1, meter.Limit / 10);
}
