using CryptoFlow.Configuration;

namespace CryptoFlow.Collectors;

/// <summary>When a collector syncs. Pure.</summary>
internal static class SyncSchedule
{
    /// <summary>An answer's time has a resolution of a second, and the exchange takes a moment to close its candles.</summary>
    private const long AfterGraceMs = 500;

    private const long ShortestMs = 50;

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
}
