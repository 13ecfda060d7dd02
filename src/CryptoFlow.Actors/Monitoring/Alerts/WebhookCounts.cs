namespace CryptoFlow.Monitoring.Alerts;

/// <summary>Counts the posts to the webhook by result. The webhook's actor counts; any thread may read.</summary>
public sealed class WebhookCounts
{
    private long _delivered;
    private long _givenUp;
    private long _dropped;

    /// <summary>Posts that were answered with success.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Posts whose last try failed.</summary>
    public long GivenUp => Interlocked.Read(ref _givenUp);

    /// <summary>Posts that were not sent because the queue was full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    internal void CountDelivered() => Interlocked.Increment(ref _delivered);

    internal void CountGivenUp() => Interlocked.Increment(ref _givenUp);

    internal void CountDropped() => Interlocked.Increment(ref _dropped);
}
