namespace CryptoFlow.Exchanges.Wire;

/// <summary>
/// Judges the times that one exchange gives. These times decide which candles are closed and which are missing, so a wrong time is worse than
/// no answer. Thread-safe.
/// </summary>
internal sealed class ExchangeClock(TimeProvider time)
{
    /// <summary>2017-01-01 UTC, before any of the exchanges existed.</summary>
    private const long Earliest = 1_483_228_800_000;

    /// <summary>2100-01-01 UTC.</summary>
    private const long End = 4_102_444_800_000;

    /// <summary>
    /// Two clocks agree if they differ by no more than this. It is longer than a request takes, and short enough to do no harm to candles. If they agree, the
    /// exchange's time is used.
    /// </summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>
    /// An answer's time may be this much earlier than the exchange's clock, because the answer took long or because a simulated exchange runs
    /// faster than real time. An early time only delays a candle.
    /// </summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private long _believed;
    private long _believedAt;

    /// <summary>Whether an exchange can have given this time. 0 means that the answer has no time.</summary>
    public static bool IsPossible(long milliseconds) => milliseconds is >= Earliest and < End;

    /// <summary>Whether the exchange's clock, asked after an answer, confirms the time that the answer gave.</summary>
    public static bool Confirms(long clock, long given) =>
        IsPossible(given) && given <= clock + Tolerance.TotalMilliseconds && clock - given <= LongestDelay.TotalMilliseconds;

    private static bool Agree(long one, long other) => Math.Abs(one - other) <= Tolerance.TotalMilliseconds;

    /// <summary>
    /// Whether a time can be believed without asking the exchange's clock. It has to agree with our clock, or with the last believed time plus
    /// the time that has passed since. One of the two is enough: our clock may be wrong, and the last believed time may be old.
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

    /// <summary>Stores a time as the exchange's time at this moment.</summary>
    public void Believe(long milliseconds)
    {
        lock (_gate)
            (_believed, _believedAt) = (milliseconds, time.GetTimestamp());
    }
}
