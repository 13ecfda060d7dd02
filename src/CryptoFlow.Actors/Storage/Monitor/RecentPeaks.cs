namespace CryptoFlow.Storage.Monitor;

/// <summary>The longest waits since the previous snapshot. The totals since the start do not show them.</summary>
/// <param name="LockWait">The longest wait for another program's lock.</param>
/// <param name="QueueTime">The longest wait of a message for the writer.</param>
public sealed record RecentPeaks(TimeSpan LockWait, TimeSpan QueueTime)
{
    public static RecentPeaks None { get; } = new(TimeSpan.Zero, TimeSpan.Zero);

    public RecentPeaks Seen(TimeSpan lockWait, TimeSpan queueTime = default) =>
        lockWait <= LockWait && queueTime <= QueueTime ? this : new(Max(LockWait, lockWait), Max(QueueTime, queueTime));

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
