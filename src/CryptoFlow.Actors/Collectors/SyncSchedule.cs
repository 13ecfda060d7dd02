namespace CryptoFlow.Collectors;

/// <summary>Decides when a collector syncs and how much it reads. Pure.</summary>
internal static class SyncSchedule
{
    /// <summary>
    /// Extra delay of a sync, ms: the time of an answer has a resolution of one second, and the exchange needs a moment to close its
    /// candles.
    /// </summary>
    private const long AfterGraceMs = 500;

    private const long ShortestMs = 50;

    /// <summary>The fewest candles that a sync reads again. For long intervals the configured time alone would include none.</summary>
    private const int LeastResync = 3;

    /// <summary>
    /// Time until the next sync. Syncs follow the exchange's clock, just after each boundary of the poll interval. So a candle is stored within seconds of its
    /// close, at any start time of the program and with any error of the system's clock.
    /// </summary>
    /// <param name="exchangeNow">The exchange's clock, ms UTC.</param>
    /// <param name="options">The poll interval and the close grace.</param>
    public static TimeSpan UntilNext(long exchangeNow, CollectorOptions options)
    {
        var poll = options.PollIntervalSeconds * 1000L;
        var sinceBoundary = (exchangeNow - (options.CloseGraceSeconds * 1000L) - AfterGraceMs) % poll;
        return TimeSpan.FromMilliseconds(Math.Max(ShortestMs, poll - sinceBoundary));
    }

    /// <summary>
    /// How many of the newest closed candles a sync reads: those after the newest known candle, plus those to read again. The latter are the
    /// candles that closed within the configured time, at least three.
    /// </summary>
    /// <param name="interval">The series' interval.</param>
    /// <param name="newestKnown">Open time of the newest candle that was received, ms UTC.</param>
    /// <param name="exchangeNow">The exchange's clock, ms UTC.</param>
    /// <param name="options">How far back candles are read again.</param>
    /// <param name="most">The upper bound of the result.</param>
    public static int CandlesToRead(Interval interval, long newestKnown, long exchangeNow, CollectorOptions options, int most)
    {
        var closed = (interval.Floor(exchangeNow) - newestKnown) / interval.Milliseconds;
        var again = (options.ResyncMinutes + interval.Minutes - 1) / interval.Minutes;
        return (int)Math.Clamp(closed + Math.Max(LeastResync, again), 1, most);
    }
}
