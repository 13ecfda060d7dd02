namespace CryptoFlow.Logging;

/// <summary>
/// Allows a repeated warning once per period and counts the others, so that the warning does not flood the log. Uses a monotonic clock. Used from one actor, not
/// safe for concurrent use.
/// </summary>
public sealed class RepeatedWarning(TimeProvider time, TimeSpan period)
{
    private long? _loggedAt;
    private long _suppressed;

    /// <summary>True if the warning should be logged now. <paramref name="suppressed"/> is the number of warnings that were not logged since the last one.</summary>
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
