using CryptoFlow.Configuration;

namespace CryptoFlow.Collectors;

/// <summary>When a collector syncs. Pure.</summary>
internal static class SyncSchedule
{
    /// <summary>An answer's time has a resolution of a second, and the exchange takes a moment to close its candles.</summary>
    private const long AfterGraceMs = 500;

    private const long ShortestMs = 50;

    /// <summary>On long intervals the time alone would read nothing again.</summary>
    private const int LeastResync = 3;

    /// <summary>
    /// Syncs go with the exchange's clock, just after the poll interval's own boundary, so that a candle is stored within seconds of its end
    /// whatever the time of the start was and however wrong our clock is.
    /// </summary>
    /// <param name="exchangeNow">The exchange's clock, ms UTC.</param>
    /// <param name="options">How often, and when a candle counts as closed.</param>
    public static TimeSpan UntilNext(long exchangeNow, CollectorOptions options)
    {
        var poll = options.PollIntervalSeconds * 1000L;
        var sinceBoundary = (exchangeNow - (options.CloseGraceSeconds * 1000L) - AfterGraceMs) % poll;
        return TimeSpan.FromMilliseconds(Math.Max(ShortestMs, poll - sinceBoundary));
    }

    /// <summary>
    /// How many of the newest closed candles a sync reads: those since the newest known one, and again those that closed within the time to
    /// read again, at least three.
    /// </summary>
    /// <param name="interval">The series' interval.</param>
    /// <param name="newestKnown">Open time of the newest candle that was received, ms UTC.</param>
    /// <param name="exchangeNow">The exchange's clock, ms UTC.</param>
    /// <param name="options">How far back candles are read again.</param>
    /// <param name="most">The most that a sync asks for.</param>
    public static int CandlesToRead(Interval interval, long newestKnown, long exchangeNow, CollectorOptions options, int most)
    {
        var closed = (interval.Floor(exchangeNow) - newestKnown) / interval.Milliseconds;
        var again = (options.ResyncMinutes + interval.Minutes - 1) / interval.Minutes;
        return (int)Math.Clamp(closed + Math.Max(LeastResync, again), 1, most);
    }
}
