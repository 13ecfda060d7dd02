namespace CryptoFlow.Exchanges.Limits;

/// <summary>One endpoint: its own limits, and the requests that wait for it, in one queue per priority.</summary>
internal sealed class BudgetLane(LimitSet own)
{
    private readonly LinkedList<BudgetWaiter> _sync = new();
    private readonly LinkedList<BudgetWaiter> _backfill = new();
    private readonly LinkedList<BudgetWaiter> _spare = new();

    public LimitSet OwnLimits { get; } = own;

    /// <summary>Whether the lane is skipped for the rest of this round, because its first waiter waits for a limit of the endpoint.</summary>
    public bool Blocked { get; set; }

    /// <summary>The first sync request; if none waits, the first backfill request.</summary>
    public BudgetWaiter? First => _sync.First?.Value ?? _backfill.First?.Value;

    public BudgetWaiter? FirstSpare => _spare.First?.Value;

    /// <summary>The costs of the requests that wait.</summary>
    public IEnumerable<int> WaitingCosts => _sync.Concat(_backfill).Concat(_spare).Select(w => w.Cost);

    public int Waiting(RequestPriority priority) => Line(priority).Count;

    public void Add(BudgetWaiter waiter) => waiter.Place = Line(waiter.Priority).AddLast(waiter);

    /// <summary>Removes a waiter from its queue; false if it is no longer there.</summary>
    public static bool Remove(BudgetWaiter waiter)
    {
        if (waiter.Place?.List is not { } line)
            return false;
        line.Remove(waiter.Place);
        return true;
    }

    private LinkedList<BudgetWaiter> Line(RequestPriority priority) => priority switch
    {
        RequestPriority.Sync => _sync,
        RequestPriority.Backfill => _backfill,
        _ => _spare,
    };
}
