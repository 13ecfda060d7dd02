namespace CryptoFlow.Monitoring.Alerts;

/// <summary>What became of the alerts' posts. Counted by the webhook's actor, read from any thread.</summary>
public sealed class WebhookCounts
{
    private long _delivered;
    private long _givenUp;
    private long _dropped;

    /// <summary>Answered with success.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Not, after the last try.</summary>
    public long GivenUp => Interlocked.Read(ref _givenUp);

    /// <summary>Not sent, since too many waited.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    internal void CountDelivered() => Interlocked.Increment(ref _delivered);

    internal void CountGivenUp() => Interlocked.Increment(ref _givenUp);

    internal void CountDropped() => Interlocked.Increment(ref _dropped);
}
