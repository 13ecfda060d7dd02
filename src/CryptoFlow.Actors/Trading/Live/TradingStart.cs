using CryptoFlow.Collectors;
using CryptoFlow.Monitoring;

namespace CryptoFlow.Trading.Live;

/// <summary>
/// Where a trader without a record begins (<c>CryptoFlow:PaperTrading:From</c>): with the newest candle, with the first whole UTC day of the
/// stored candles, or at a time.
/// </summary>
public abstract record TradingStart
{
    /// <summary>2100-01-01. A later value is refused, because it cannot be a time in ms.</summary>
    private const long Latest = 4_102_444_800_000;

    private TradingStart()
    {
    }

    /// <summary>Reads <c>now</c>, <c>history</c>, or a time as <see cref="UtcTime"/> does.</summary>
    public static bool TryParse(string? text, out TradingStart start)
    {
        start = new Now();
        if (string.Equals(text, "now", StringComparison.OrdinalIgnoreCase))
            return true;
        if (string.Equals(text, "history", StringComparison.OrdinalIgnoreCase))
            start = new History();
        else if (UtcTime.TryParse(text, out var time) && time <= Latest)
            start = new At(time);
        else
            return false;
        return true;
    }

    /// <summary>The open time of the first candle to process, ms UTC; or null, and a sentence that says what the trader waits for.</summary>
    /// <param name="health">The known state of the stored series.</param>
    /// <param name="series">The series.</param>
    /// <param name="isCollected">Whether this program collects the series.</param>
    public (long? Time, string? Waiting) Decide(SystemHealth health, SeriesKey series, bool isCollected)
    {
        if (health.Series.FirstOrDefault(s => s.Stats.Series == series) is not { Stats: { OldestTime: { } oldest, NewestTime: { } newest } } stored)
            return (null, $"No candle of {series} is stored yet.");
        if (this is Now)
            return isCollected && stored.LagCandles is not 0 ? (null, $"The newest candles of {series} are not stored yet.") : (newest, null);

        // The trader waits for missing candles when it reaches them. Candles before the stored history would never come.
        if (this is At at && series.Interval.Ceiling(at.Time) is var time && time >= oldest)
            return (time, null);

        var backfill = health.Collectors.FirstOrDefault(c => c.Exchange == series.Exchange)?.Backfill;
        if (stored.OpenGaps > 0 || (isCollected && backfill is not { Phase: BackfillPhase.Completed }))
            return (null, $"The history of {series} is not complete yet.");
        return (this is History ? Interval.D1.Ceiling(oldest) : oldest, null);
    }

    /// <summary>Begins with the newest stored candle.</summary>
    public sealed record Now : TradingStart;

    /// <summary>Begins with the first whole UTC day of the stored candles, once the history is complete.</summary>
    public sealed record History : TradingStart;

    /// <summary>Begins at a time, ms UTC. If the stored history begins later, it begins there, once the history is complete.</summary>
    public sealed record At(long Time) : TradingStart;
}
