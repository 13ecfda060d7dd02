namespace CryptoFlow.Storage.Writer;

/// <summary>A pause that the writer owes other programs.</summary>
/// <param name="Length">How long the write lock must stay free without interruption.</param>
/// <param name="Interruptible">Whether a message more urgent than backfill may end the pause early. The writer then still owes the pause.</param>
public readonly record struct OwedPause(TimeSpan Length, bool Interruptible)
{
    public static OwedPause None => default;

    public bool IsDue => Length > TimeSpan.Zero;
}

/// <summary>
/// Decides when the writer leaves the write lock free, so that another program can write during a backfill. Keeps only the time since which the lock was not
/// free for long enough, and the time of its last release. Used from the writer's thread.
/// </summary>
/// <remarks>
/// SQLite's busy handler does not queue, it polls: after 1, 3, 8, 18, 33, 53, 78, 103, 128, 178, 228 ms (then every 100 ms; <c>sqliteDefaultBusyCallback</c>).
/// Up to 128 ms the polls are at most 25 ms apart. So if a pause of <see cref="Length"/> begins within 128 ms of the other program's first try, a poll falls into
/// the pause, even if the poll is up to 10 ms late. <see cref="BusyAtMost"/> plus the duration of one page stays below 128 ms. A writer that is not saturated owes
/// no pause: the lock is free in its idle times.
/// </remarks>
public sealed class WriterPause
{
    /// <summary>Length of a pause.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMilliseconds(35);

    /// <summary>After this time of work without a pause, the writer owes a pause.</summary>
    public static readonly TimeSpan BusyAtMost = TimeSpan.FromMilliseconds(90);

    /// <summary>After this time without a whole pause, no message ends the pause early. Otherwise a series of urgent messages could prevent all pauses.</summary>
    public static readonly TimeSpan UrgentAtMost = TimeSpan.FromMilliseconds(250);

    /// <summary>A timer fires early by less than this.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(1);

    private TimeSpan _busySince = TimeSpan.MinValue;
    private TimeSpan _lastEnd = TimeSpan.MinValue;

    /// <summary>The writer took the lock.</summary>
    /// <param name="start">When the writer took the lock, on a monotonic clock.</param>
    /// <param name="end">When the lock was free again.</param>
    public void Worked(TimeSpan start, TimeSpan end)
    {
        if (_lastEnd == TimeSpan.MinValue || start - _lastEnd >= Length - Slack)
            _busySince = start;
        _lastEnd = end;
    }

    /// <summary>The pause that the writer owes now if another program has the file open.</summary>
    public OwedPause Owed()
    {
        var busy = _lastEnd == TimeSpan.MinValue ? TimeSpan.Zero : _lastEnd - _busySince;
        return busy >= BusyAtMost ? new OwedPause(Length, busy < UrgentAtMost) : OwedPause.None;
    }
}
