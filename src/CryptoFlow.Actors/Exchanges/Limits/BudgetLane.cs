namespace CryptoFlow.Exchanges.Limits;

/// <summary>One endpoint: the limits that count it alone, and the requests that wait to go there, sync before backfill.</summary>
internal sealed class BudgetLane(string endpoint, (RequestLimit Limit, ILimitMeter Meter)[] own)
{
    private readonly LinkedList<BudgetWaiter> _sync = new();
    private readonly LinkedList<BudgetWaiter> _backfill = new();

    public string Endpoint { get; } = endpoint;

    public (RequestLimit Limit, ILimitMeter Meter)[] OwnLimits { get; } = own;

    /// <summary>Passed over for the rest of one round: its first waiter has to wait for a limit of its own.</summary>
    public bool Blocked { get; set; }

    public BudgetWaiter? First => _sync.First?.Value ?? _backfill.First?.Value;

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

    private LinkedList<BudgetWaiter> Line(RequestPriority priority) => priority == RequestPriority.Sync ? _sync : _backfill;
}

/// <summary>One request that waits for its permit.</summary>
internal sealed class BudgetWaiter(BudgetLane lane, int cost, RequestPriority priority, long sequence)
{
    private readonly TaskCompletionSource<RequestPermit?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BudgetLane Lane { get; } = lane;

    public int Cost { get; } = cost;

    public RequestPriority Priority { get; } = priority;

    public LinkedListNode<BudgetWaiter>? Place { get; set; }

    public CancellationTokenRegistration Registration { get; set; }

    public Task<RequestPermit?> Task => _done.Task;

    public bool GoesBefore(BudgetWaiter other) =>
        Priority != other.Priority ? Priority < other.Priority : sequence < other.Sequence;

    public void Grant(RequestPermit permit)
    {
        // Unregister and not Dispose: that one waits for a callback which may be waiting for the lock held here.
        Registration.Unregister();
        _done.SetResult(permit);
    }

    public void Cancel(CancellationToken cancellation) => _done.SetCanceled(cancellation);

    private long Sequence => sequence;
}
