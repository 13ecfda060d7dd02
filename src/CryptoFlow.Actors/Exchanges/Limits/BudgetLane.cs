namespace CryptoFlow.Exchanges.Limits;

/// <summary>One endpoint: the limits that count it alone, and the requests that wait to go there, in one line for each priority.</summary>
internal sealed class BudgetLane(LimitSet own)
{
    private readonly LinkedList<BudgetWaiter> _sync = new();
    private readonly LinkedList<BudgetWaiter> _backfill = new();
    private readonly LinkedList<BudgetWaiter> _spare = new();

    public LimitSet OwnLimits { get; } = own;

    /// <summary>Passed over for the rest of one round: its first waiter has to wait for a limit of its own.</summary>
    public bool Blocked { get; set; }

    /// <summary>The first sync request, or the first backfill request where no sync request waits.</summary>
    public BudgetWaiter? First => _sync.First?.Value ?? _backfill.First?.Value;

    public BudgetWaiter? FirstSpare => _spare.First?.Value;

    public int Waiting(RequestPriority priority) => Line(priority).Count;

    public void Add(BudgetWaiter waiter) => waiter.Place = Line(waiter.Priority).AddLast(waiter);

    /// <summary>Takes a waiter out of the line; false where it is no longer in it.</summary>
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
