namespace CryptoFlow.Storage.Monitor;

/// <summary>The share of the last minute in which a worker was idle, computed from the sum of its busy times. Used from one actor.</summary>
public sealed class IdleShare
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);

    private readonly Queue<(TimeSpan At, TimeSpan Busy)> _samples = new();
    private (TimeSpan At, TimeSpan Busy) _newest;

    /// <summary>The sum of all busy times so far.</summary>
    public TimeSpan Busy { get; private set; }

    public void Worked(TimeSpan time) => Busy += time;

    /// <summary>The idle share, 0 to 1, over up to a minute before <paramref name="now"/>; 1 until there is a first measurement.</summary>
    /// <param name="now">The time on a monotonic clock.</param>
    public double At(TimeSpan now)
    {
        if (_samples.Count == 0 || now - _newest.At >= Resolution)
            _samples.Enqueue(_newest = (now, Busy));
        while (_samples.Count > 1 && now - _samples.Peek().At > Window)
            _samples.Dequeue();

        var (since, busyThen) = _samples.Peek();
        return now <= since ? 1 : Math.Clamp(1 - ((Busy - busyThen) / (now - since)), 0, 1);
    }
}
