namespace CryptoFlow.Logging;

/// <summary>
/// Lets a warning that repeats through once per period and counts the others, so that a failing disk does not fill it. Used from one
/// actor, not safe for concurrent use.
/// </summary>
public sealed class RepeatedWarning(TimeProvider time, TimeSpan period)
{
    private DateTimeOffset _nextAt = DateTimeOffset.MinValue;
    private long _suppressed;

    /// <summary>Whether to log now; <paramref name="suppressed"/> is how many were not logged since the last time.</summary>
    public bool ShouldLog(out long suppressed)
    {
        var now = time.GetUtcNow();
        if (now < _nextAt)
        {
            _suppressed++;
            suppressed = 0;
            return false;
        }

        suppressed = _suppressed;
        _suppressed = 0;
        _nextAt = now + period;
        return true;
    }
}
