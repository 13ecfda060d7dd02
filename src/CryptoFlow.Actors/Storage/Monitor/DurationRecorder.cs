namespace CryptoFlow.Storage.Monitor;

/// <summary>Count, mean and maximum of durations since start. Used from one actor.</summary>
public sealed class DurationRecorder
{
    private double _totalMs;
    private double _maxMs;

    public long Count { get; private set; }

    public void Add(TimeSpan duration)
    {
        Count++;
        _totalMs += duration.TotalMilliseconds;
        _maxMs = Math.Max(_maxMs, duration.TotalMilliseconds);
    }

    public DurationStats Snapshot() =>
        Count == 0 ? DurationStats.None : new DurationStats(Count, Math.Round(_totalMs / Count, 3), Math.Round(_maxMs, 3));
}
