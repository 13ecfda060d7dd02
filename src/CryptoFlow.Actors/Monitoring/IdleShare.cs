namespace CryptoFlow.Monitoring;

/// <summary>Which share of the last minute a worker was idle, from the sum of its busy times. Used from one actor.</summary>
public sealed class IdleShare
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);

    private readonly Queue<(TimeSpan At, TimeSpan Busy)> _samples = new();
    private (TimeSpan At, TimeSpan Busy) _newest;

    /// <summary>The sum of all busy times so far.</summary>
    public TimeSpan Busy { get; private set; }

    public void Worked(TimeSpan time) => Busy += time;

    /// <summary>The share, 0 to 1, over up to a minute before <paramref name="now"/>; 1 before anything can be said.</summary>
    /// <param name="now">On a clock that only goes forward.</param>
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
