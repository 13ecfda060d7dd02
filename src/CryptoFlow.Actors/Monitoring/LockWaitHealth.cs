using System.Collections.Immutable;

namespace CryptoFlow.Monitoring;

/// <summary>Locks waited for by one connection, since start.</summary>
/// <param name="Waits">Transactions (or queries) that had to wait.</param>
/// <param name="Busy">Those that ended with SQLITE_BUSY: the lock was held for longer than the patience.</param>
/// <param name="BusySnapshot">Those that ended with SQLITE_BUSY_SNAPSHOT.</param>
/// <param name="Locked">Those that ended with SQLITE_LOCKED.</param>
/// <param name="MeanMs">Mean wait of those that waited.</param>
/// <param name="MaxMs">Longest wait.</param>
/// <param name="Histogram">Waits by length: up to each of <see cref="BoundsMs"/>, and longer.</param>
public sealed record LockWaitHealth(long Waits, long Busy, long BusySnapshot, long Locked, double MeanMs, double MaxMs, ImmutableArray<long> Histogram)
{
    /// <summary>Upper bounds of the histogram, ms, inclusive.</summary>
    public static ImmutableArray<int> BoundsMs { get; } = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000];

    public static LockWaitHealth None { get; } = new(0, 0, 0, 0, 0, 0, [.. new long[BoundsMs.Length + 1]]);

    /// <summary>Those that waited in vain.</summary>
    public long Timeouts => Busy + BusySnapshot + Locked;

    /// <summary>Of several connections together.</summary>
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
