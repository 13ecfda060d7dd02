namespace CryptoFlow.Web.Feed;

/// <summary>The counters of the feed. Safe for concurrent use.</summary>
internal sealed class FeedCounters
{
    private int _clients;
    private long _logReads;
    private long _resets;
    private long _droppedSlow;

    /// <summary>Clients that are connected now.</summary>
    public int Clients => Volatile.Read(ref _clients);

    /// <summary>Reads of the commit log for clients that were away or behind.</summary>
    public long LogReads => Interlocked.Read(ref _logReads);

    /// <summary>Number of resets that were sent to clients.</summary>
    public long Resets => Interlocked.Read(ref _resets);

    /// <summary>Clients that were disconnected because they received no data for too long.</summary>
    public long DroppedSlow => Interlocked.Read(ref _droppedSlow);

    public void Entered() => Interlocked.Increment(ref _clients);

    public void Left() => Interlocked.Decrement(ref _clients);

    public void CountLogRead() => Interlocked.Increment(ref _logReads);

    public void CountReset() => Interlocked.Increment(ref _resets);

    public long CountDroppedSlow() => Interlocked.Increment(ref _droppedSlow);
}
