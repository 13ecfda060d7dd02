namespace CryptoFlow.Storage.Writer;

/// <summary>A pause that the writer owes other programs.</summary>
/// <param name="Length">How long the write lock is to be free without a break.</param>
/// <param name="Interruptible">Whether a more urgent message may end it early; then it is owed again.</param>
public readonly record struct OwedPause(TimeSpan Length, bool Interruptible)
{
    public static OwedPause None => default;

    public bool IsDue => Length > TimeSpan.Zero;
}

/// <summary>
/// When the writer leaves the write lock free, so that another program's write gets through beside a backfill. Pure but for the memory of when the
/// lock was last free for long enough. Used from the writer's thread.
/// </summary>
/// <remarks>
/// SQLite's busy handler does not queue, it polls: after 1, 3, 8, 18, 33, 53, 78, 103, 128, 178, 228 ms (then every 100 ms; <c>sqliteDefaultBusyCallback</c>).
/// Between 8 and 128 ms its tries are at most 25 ms apart, so a pause of <see cref="Length"/> that begins within 128 ms of the other's
/// first try is met by one of them, with 10 ms to spare for a late wake-up. <see cref="BusyAtMost"/> and the page that is in hand then keep it within that.
/// A writer that is not saturated owes nothing: its idle times are pauses.
/// </remarks>
public sealed class WriterPause
{
    /// <summary>How long the lock is left free.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMilliseconds(35);

    /// <summary>How long the writer works without such a pause.</summary>
    public static readonly TimeSpan BusyAtMost = TimeSpan.FromMilliseconds(90);

    /// <summary>After this time without a pause not even a sync page shortens it: urgent messages could follow each other.</summary>
    public static readonly TimeSpan UrgentAtMost = TimeSpan.FromMilliseconds(250);

    /// <summary>A timer may be early by less than this.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(1);

    private TimeSpan _busySince = TimeSpan.MinValue;
    private TimeSpan _lastEnd = TimeSpan.MinValue;

    /// <summary>The writer took the lock.</summary>
    /// <param name="start">When, on a clock that only goes forward.</param>
    /// <param name="end">When the lock was free again.</param>
    public void Worked(TimeSpan start, TimeSpan end)
    {
        if (_lastEnd == TimeSpan.MinValue || start - _lastEnd >= Length - Slack)
            _busySince = start;
        _lastEnd = end;
    }

    /// <summary>What is owed now, where the file is shared.</summary>
    public OwedPause Owed()
    {
        var busy = _lastEnd == TimeSpan.MinValue ? TimeSpan.Zero : _lastEnd - _busySince;
        return busy >= BusyAtMost ? new OwedPause(Length, busy < UrgentAtMost) : OwedPause.None;
    }
}
