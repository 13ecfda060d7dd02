namespace CryptoFlow.Monitoring;

/// <summary>The greatest of what was reported since the snapshot before: totals since the start do not show it.</summary>
/// <param name="LockWait">The longest wait for another program's lock.</param>
/// <param name="QueueTime">The longest that a message waited for the writer.</param>
public sealed record RecentPeaks(TimeSpan LockWait, TimeSpan QueueTime)
{
    public static RecentPeaks None { get; } = new(TimeSpan.Zero, TimeSpan.Zero);

    public RecentPeaks Seen(TimeSpan lockWait, TimeSpan queueTime = default) =>
        lockWait <= LockWait && queueTime <= QueueTime ? this : new(Max(LockWait, lockWait), Max(QueueTime, queueTime));

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
