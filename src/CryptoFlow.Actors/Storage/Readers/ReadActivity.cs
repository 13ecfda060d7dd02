using System.Diagnostics;

namespace CryptoFlow.Storage.Readers;

/// <summary>
/// Time of the last external read (HTTP or WebSocket history), answered from a cache or from the file. The writer throttles backfill while reads are recent. Queries
/// of the program's own actors do not count. One instance per process. Safe for concurrent use.
/// </summary>
public sealed class ReadActivity
{
    private long _lastAt;
    private bool _isWarmingUp;

    /// <summary>Time since the last external read; <see cref="TimeSpan.MaxValue"/> if there was none.</summary>
    public TimeSpan Since => Volatile.Read(ref _lastAt) is var at and not 0 ? Stopwatch.GetElapsedTime(at) : TimeSpan.MaxValue;

    /// <summary>
    /// True while the server sends warm-up requests to itself before it is ready. These requests do not count as reads, and their queries (candles, gaps) are not
    /// reported to the monitor.
    /// </summary>
    public bool IsWarmingUp
    {
        get => Volatile.Read(ref _isWarmingUp);
        set => Volatile.Write(ref _isWarmingUp, value);
    }

    /// <summary>Records an external read now.</summary>
    public void Asked()
    {
        if (!IsWarmingUp)
            Volatile.Write(ref _lastAt, Stopwatch.GetTimestamp());
    }
}
