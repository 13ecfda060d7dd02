namespace CryptoFlow.Exchanges.Wire;

/// <summary>
/// Judges the times that one exchange gives. Which candles are closed, and which of them the exchange has not, depends on them, so
/// that one wrong time is worse than no answer. Thread-safe.
/// </summary>
internal sealed class ExchangeClock(TimeProvider time)
{
    /// <summary>2017-01-01 UTC: none of the exchanges existed.</summary>
    private const long Earliest = 1_483_228_800_000;

    /// <summary>2100-01-01 UTC.</summary>
    private const long End = 4_102_444_800_000;

    /// <summary>
    /// Two clocks that differ by no more agree: longer than a request takes, shorter than a candle matters. The exchange decides within it.
    /// </summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>
    /// An answer may be this much older than the exchange's clock says: it was long on its way, or an exchange that is simulated at a multiple of
    /// the real speed has gone on. An early time only delays a candle.
    /// </summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private long _believed;
    private long _believedAt;

    /// <summary>Whether this can be the time of an exchange at all. 0 stands for "the answer has no time".</summary>
    public static bool IsPossible(long milliseconds) => milliseconds is >= Earliest and < End;

    /// <summary>Whether the exchange's clock, asked after an answer, confirms the time that the answer gave.</summary>
    public static bool Confirms(long clock, long given) =>
        IsPossible(given) && given <= clock + Tolerance.TotalMilliseconds && clock - given <= LongestDelay.TotalMilliseconds;

    private static bool Agree(long one, long other) => Math.Abs(one - other) <= Tolerance.TotalMilliseconds;

    /// <summary>
    /// Whether a time needs no second witness: it agrees with our own clock, or with what the exchange said before and the time that has passed
    /// since. One of the two is enough: our clock may be wrong, and the exchange may have been asked long ago.
    /// </summary>
    public bool IsBelievable(long milliseconds)
    {
        if (!IsPossible(milliseconds))
            return false;
        if (Agree(milliseconds, time.GetUtcNow().ToUnixTimeMilliseconds()))
            return true;
        lock (_gate)
            return _believed > 0 && Agree(milliseconds, _believed + (long)time.GetElapsedTime(_believedAt).TotalMilliseconds);
    }

    /// <summary>Takes a time of just now as the exchange's.</summary>
    public void Believe(long milliseconds)
    {
        lock (_gate)
            (_believed, _believedAt) = (milliseconds, time.GetTimestamp());
    }
}
