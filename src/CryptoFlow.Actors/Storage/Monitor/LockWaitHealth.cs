using System.Collections.Immutable;

namespace CryptoFlow.Storage.Monitor;

/// <summary>The lock waits of one connection since the start.</summary>
/// <param name="Waits">Transactions (or queries) that had to wait.</param>
/// <param name="Busy">Waits that ended with SQLITE_BUSY: the lock was held for longer than the busy timeout.</param>
/// <param name="BusySnapshot">Statements that failed with SQLITE_BUSY_SNAPSHOT.</param>
/// <param name="Locked">Statements that failed with SQLITE_LOCKED.</param>
/// <param name="MeanMs">Mean wait, ms.</param>
/// <param name="MaxMs">Longest wait, ms.</param>
/// <param name="Histogram">Number of waits by duration: one bucket up to each of <see cref="BoundsMs"/>, and one for longer waits.</param>
public sealed record LockWaitHealth(long Waits, long Busy, long BusySnapshot, long Locked, double MeanMs, double MaxMs, ImmutableArray<long> Histogram)
{
    /// <summary>Upper bounds of the histogram, ms, inclusive.</summary>
    public static ImmutableArray<int> BoundsMs { get; } = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000];

    public static LockWaitHealth None { get; } = new(0, 0, 0, 0, 0, 0, [.. new long[BoundsMs.Length + 1]]);

    /// <summary>The number of transactions and queries that failed because of another connection's lock.</summary>
    public long Timeouts => Busy + BusySnapshot + Locked;

    /// <summary>The sum over several connections.</summary>
    public LockWaitHealth Plus(LockWaitHealth other) => new(
        Waits + other.Waits,
        Busy + other.Busy,
        BusySnapshot + other.BusySnapshot,
        Locked + other.Locked,
        Waits + other.Waits == 0 ? 0 : ((MeanMs * Waits) + (other.MeanMs * other.Waits)) / (Waits + other.Waits),
        Math.Max(MaxMs, other.MaxMs),
        [.. Histogram.Zip(other.Histogram, (a, b) => a + b)]);

    internal static int BucketOf(TimeSpan wait)
    {
        var bucket = 0;
        while (bucket < BoundsMs.Length && wait.TotalMilliseconds > BoundsMs[bucket])
            bucket++;
        return bucket;
    }
}
