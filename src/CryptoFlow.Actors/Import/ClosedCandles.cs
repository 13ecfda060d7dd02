namespace CryptoFlow.Import;

/// <summary>Finds candles that are not closed, because only closed candles are stored.</summary>
internal static class ClosedCandles
{
    /// <summary>Why the candle is not closed yet; null if it is.</summary>
    /// <param name="candle">The candle.</param>
    /// <param name="interval">Its interval.</param>
    /// <param name="now">The present, ms UTC.</param>
    public static string? FindOpen(in Candle candle, Interval interval, long now) =>
        candle.OpenTime > now ? "the open time is in the future"
        : candle.OpenTime + interval.Milliseconds > now ? "the candle has not closed yet"
        : null;
}
