using System.Diagnostics;

namespace CryptoFlow.Storage.Writer;

/// <summary>
/// The depth of the writer's queue, its peak, its refusals and its bound. The mailbox (<see cref="WriterMailboxSetup"/>), the writer and the storage monitor
/// share it. Safe for concurrent use.
/// </summary>
/// <param name="limit">Maximum number of messages that may wait.</param>
public sealed class WriterQueueStats(int limit)
{
    private readonly ManualResetEventSlim _urgent = new(initialState: false, spinCount: 0);
    private long _refused;
    private long _oldestArrivedAt;
    private int _depth;
    private int _peak;
    private readonly int[] _depths = new int[Enum.GetValues<WriteLane>().Length];

    /// <summary>Maximum number of messages that may wait. Control messages and the drain enter even if the queue is full.</summary>
    public int Limit { get; } = limit;

    public int Depth => Volatile.Read(ref _depth);

    /// <summary>How many messages of a lane wait.</summary>
    public int DepthOf(WriteLane lane) => Volatile.Read(ref _depths[(int)lane]);

    /// <summary>Greatest depth since start.</summary>
    public int Peak => Volatile.Read(ref _peak);

    /// <summary>How long the oldest message has waited so far; zero if the queue is empty.</summary>
    public TimeSpan OldestWait => Interlocked.Read(ref _oldestArrivedAt) is var at and > 0 ? Stopwatch.GetElapsedTime(at) : TimeSpan.Zero;

    public long Refused => Interlocked.Read(ref _refused);

    internal void Changed(int depth)
    {
        Volatile.Write(ref _depth, depth);
        if (depth > Volatile.Read(ref _peak))
            Volatile.Write(ref _peak, depth);
    }

    internal void LaneChanged(WriteLane lane, int depth) => Volatile.Write(ref _depths[(int)lane], depth);

    /// <summary>Sets the arrival time of the oldest message (<see cref="Stopwatch"/> ticks); null if the queue is empty.</summary>
    internal void OldestChanged(long? arrivedAt) => Interlocked.Exchange(ref _oldestArrivedAt, arrivedAt ?? 0);

    /// <summary>Blocks the writer's thread for <paramref name="length"/>, or until a message more urgent than backfill waits.</summary>
    /// <returns>True if the thread was blocked for the whole time.</returns>
    internal bool WaitUnlessUrgent(TimeSpan length) => !_urgent.Wait(length);

    /// <summary>Sets whether a message of another lane than backfill waits.</summary>
    internal void UrgentChanged(bool waiting)
    {
        if (waiting)
            _urgent.Set();
        else
            _urgent.Reset();
    }

    internal void CountRefusal() => Interlocked.Increment(ref _refused);
}
