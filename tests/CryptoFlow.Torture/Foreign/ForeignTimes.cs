namespace CryptoFlow.Torture.Foreign;

/// <summary>How long each part of the run takes, and how long waits may be.</summary>
/// <param name="WriteFor">How long the user's program writes one row each second.</param>
/// <param name="WriteWithinMs">Longest allowed wait of each of these writes, ms.</param>
/// <param name="HoldShort">Length of a lock that is shorter than the busy timeout.</param>
/// <param name="WaitRightWithinMs">Largest allowed difference between the counted wait and the length of the lock, ms.</param>
/// <param name="HoldLong">Length of a lock that is longer than the busy timeout.</param>
/// <param name="BusyTimeout">The program's busy timeout while a lock is held that is longer.</param>
/// <param name="Snapshot">How long a reader keeps its snapshot open.</param>
/// <param name="SmallAgainWithin">The WAL file must be below its bound again within this time after the snapshot has ended.</param>
internal sealed record ForeignTimes(
    TimeSpan WriteFor,
    double WriteWithinMs,
    TimeSpan HoldShort,
    double WaitRightWithinMs,
    TimeSpan HoldLong,
    TimeSpan BusyTimeout,
    TimeSpan Snapshot,
    TimeSpan SmallAgainWithin)
{
    /// <summary>
    /// The program's busy timeout in the other parts, in which no wait may time out. On a busy machine another program may get no processor while it holds a lock, so
    /// that a short lock lasts for seconds. There this timeout is far longer than any such lock.
    /// </summary>
    public TimeSpan LongBusyTimeout { get; init; } = BusyTimeout;

    /// <summary>True if the run waits until health no longer mentions the lock. Health mentions a lock for one minute.</summary>
    public bool UntilForgotten { get; init; } = true;

    public static ForeignTimes Promised { get; } = new(
        TimeSpan.FromSeconds(60), 200, TimeSpan.FromSeconds(4), 20, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(10));
}
