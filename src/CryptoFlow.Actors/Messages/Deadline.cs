namespace CryptoFlow.Messages;

/// <summary>
/// The moment at which the sender of a request stops waiting, on the receiver's own monotonic clock. The request carries only the remaining time. So the clocks of
/// two processes may differ, and a change of the system's time moves no deadline.
/// </summary>
/// <remarks>Never part of a message that may cross a process.</remarks>
public readonly record struct Deadline
{
    /// <summary>A timestamp of the receiver's <see cref="TimeProvider"/>.</summary>
    private readonly long _at;

    private Deadline(long at) => _at = at;

    /// <summary>A deadline that never passes.</summary>
    public static Deadline Never { get; } = new(long.MaxValue);

    /// <summary>To be called when the request arrives.</summary>
    /// <param name="remaining">The request's remaining time; negative if the time was over when the request was sent.</param>
    /// <param name="time">The receiver's clock.</param>
    public static Deadline In(TimeSpan remaining, TimeProvider time)
    {
        var now = time.GetTimestamp();
        var ticks = remaining.TotalSeconds * time.TimestampFrequency;
        return ticks >= long.MaxValue - now ? Never : new Deadline(now + (long)ticks);
    }

    public bool HasPassed(TimeProvider time) => _at != long.MaxValue && time.GetTimestamp() > _at;

    /// <summary>The time that remains for the next receiver; negative after the deadline.</summary>
    public TimeSpan Remaining(TimeProvider time) => _at == long.MaxValue ? TimeSpan.MaxValue : time.GetElapsedTime(time.GetTimestamp(), _at);
}
