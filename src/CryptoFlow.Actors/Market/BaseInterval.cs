namespace CryptoFlow.Market;

/// <summary>Chooses the stored interval from which candles of a timeframe come.</summary>
public static class BaseInterval
{
    /// <summary>
    /// The interval of exactly this length, if it is stored. Otherwise the longest interval that divides the timeframe, first among the stored and collected
    /// intervals, then among the stored intervals (their newest candles may be missing), then among the collected intervals (they have no candles yet). Null if no
    /// interval divides the timeframe.
    /// </summary>
    /// <param name="timeframe">The wanted length.</param>
    /// <param name="collected">The intervals that are collected for the instrument.</param>
    /// <param name="stored">The intervals of which the instrument has stored candles.</param>
    public static Interval? Choose(Timeframe timeframe, IReadOnlyCollection<Interval> collected, IReadOnlyCollection<Interval> stored) =>
        timeframe.TryGetInterval(out var interval) && stored.Contains(interval)
            ? interval
            : timeframe.LongestBase(collected.Where(stored.Contains)) ?? timeframe.LongestBase(stored) ?? timeframe.LongestBase(collected);
}
