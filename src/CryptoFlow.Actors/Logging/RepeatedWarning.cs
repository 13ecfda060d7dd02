namespace CryptoFlow.Logging;

/// <summary>
/// Lets a warning that repeats through once per period and counts the others, so that a failing disk does not fill it. Goes by the clock
/// that is never set. Used from one actor, not safe for concurrent use.
/// </summary>
public sealed class RepeatedWarning(TimeProvider time, TimeSpan period)
{
    private long? _loggedAt;
    private long _suppressed;

    /// <summary>Whether to log now; <paramref name="suppressed"/> is how many were not logged since the last time.</summary>
    public bool ShouldLog(out long suppressed)
    {
        if (_loggedAt is { } before && time.GetElapsedTime(before) < period)
        {
            _suppressed++;
            suppressed = 0;
            return false;
        }

        suppressed = _suppressed;
        _suppressed = 0;
        _loggedAt = time.GetTimestamp();
        return true;
    }
}
