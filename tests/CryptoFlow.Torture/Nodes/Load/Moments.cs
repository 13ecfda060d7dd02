using System.Diagnostics;

namespace CryptoFlow.Torture.Nodes.Load;

/// <summary>The moments at which something was answered. Safe for concurrent use.</summary>
internal sealed class Moments
{
    private readonly Lock _lock = new();
    private readonly List<long> _stamps = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _stamps.Count;
        }
    }

    public void Add()
    {
        lock (_lock)
            _stamps.Add(Stopwatch.GetTimestamp());
    }

    /// <summary>The longest time without an answer in a window: between two answers of which at least the second is in the window.</summary>
    /// <param name="from">The beginning of the window, a <see cref="Stopwatch"/> timestamp. The end is now.</param>
    public TimeSpan LongestGap(long from)
    {
        var (longest, previous) = (TimeSpan.Zero, from);
        lock (_lock)
        {
            foreach (var stamp in _stamps.Append(Stopwatch.GetTimestamp()))
            {
                if (stamp >= from && Stopwatch.GetElapsedTime(previous, stamp) is var gap && gap > longest)
                    longest = gap;
                previous = stamp >= from ? stamp : Math.Max(previous, stamp);
            }
        }

        return longest;
    }
}
