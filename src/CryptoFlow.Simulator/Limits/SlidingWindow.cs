namespace CryptoFlow.Simulator.Limits;

/// <summary>Lets at most so many requests pass in any stretch of time; refused ones take no place. Not thread-safe.</summary>
internal sealed class SlidingWindow(int limit, TimeSpan length)
{
    private readonly Queue<long> _passed = new();
    private readonly long _lengthMs = (long)length.TotalMilliseconds;

    public int Limit => limit;

    /// <summary>When the oldest request leaves the window, ms; now where there is none.</summary>
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
