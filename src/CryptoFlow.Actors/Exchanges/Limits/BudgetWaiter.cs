namespace CryptoFlow.Exchanges.Limits;

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
        // Unregister, not Dispose: Dispose waits for a running callback, and that callback may wait for the lock that is held here.
        Registration.Unregister();
        _done.SetResult(permit);
    }

    public void Cancel(CancellationToken cancellation) => _done.SetCanceled(cancellation);

    private long Sequence => sequence;
}
