namespace CryptoFlow.Simulator.Limits;

/// <summary>Lets at most a fixed number of requests pass in any window of time. Refused requests do not count. Not thread-safe.</summary>
internal sealed class SlidingWindow(int limit, TimeSpan length)
{
    private readonly Queue<long> _passed = new();
    private readonly long _lengthMs = (long)length.TotalMilliseconds;

    public int Limit => limit;

    /// <summary>When the oldest request leaves the window, ms; now if the window is empty.</summary>
    public long ResetsAt(long nowMs) => _passed.TryPeek(out var oldest) ? oldest + _lengthMs : nowMs;

    public int Used(long nowMs)
    {
        while (_passed.TryPeek(out var oldest) && oldest + _lengthMs <= nowMs)
            _passed.Dequeue();
        return _passed.Count;
    }

    public bool HasRoom(long nowMs) => Used(nowMs) < limit;

    public void Enter(long nowMs) => _passed.Enqueue(nowMs);
}
