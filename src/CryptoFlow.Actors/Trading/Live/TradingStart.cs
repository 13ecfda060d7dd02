namespace CryptoFlow.Trading.Live;

/// <summary>
/// The start of a trader without a record (<c>CryptoFlow:PaperTrading:From</c>): the newest candle, the first whole UTC day of the stored candles, or a time.
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

    /// <summary>The open time of the first candle to process, ms UTC; or null, and a sentence about the reason for which the trader waits.</summary>
    /// <param name="series">The traded series.</param>
    /// <param name="facts">The facts about the stored candles of the series.</param>
    public (long? Time, string? Waiting) Decide(SeriesKey series, StartFacts facts)
    {
        if (facts.Stored is not var (oldest, newest))
            return (null, $"No candle of {series} is stored yet.");
        if (this is Now)
            return facts.IsCurrent ? (newest, null) : (null, $"The newest candles of {series} are not stored yet.");

        // The trader waits for missing candles when it reaches them. It does not wait for candles before the stored history, because they would never come.
        if (this is At at && series.Interval.Ceiling(at.Time) is var time && time >= oldest)
            return (time, null);
        if (!facts.IsComplete)
            return (null, $"The history of {series} is not complete yet.");
        return (this is History ? Interval.D1.Ceiling(oldest) : oldest, null);
    }

    /// <summary>Whether the decision depends on <see cref="StartFacts.IsComplete"/>, which is expensive to find out.</summary>
    /// <param name="series">The traded series.</param>
    /// <param name="oldest">Open time of the oldest stored candle, ms UTC.</param>
    public bool NeedsHistory(SeriesKey series, long oldest) => this is History || (this is At at && series.Interval.Ceiling(at.Time) < oldest);

    /// <summary>Begins with the newest stored candle.</summary>
    public sealed record Now : TradingStart;

    /// <summary>Begins with the first whole UTC day of the stored candles, once the history is complete.</summary>
    public sealed record History : TradingStart;

    /// <summary>Begins at a time, ms UTC. If the stored history begins later, it begins there, once the history is complete.</summary>
    public sealed record At(long Time) : TradingStart;
}

/// <summary>The facts about the stored candles of a series on which a trader's start depends.</summary>
/// <param name="Stored">Open times of the oldest and the newest stored candle, ms UTC; null if none is stored.</param>
/// <param name="IsCurrent">Whether the newest closed candle is stored, or the series is not collected.</param>
/// <param name="IsComplete">Whether each missing candle of the collected history is settled: the exchange does not have it.</param>
public readonly record struct StartFacts((long Oldest, long Newest)? Stored, bool IsCurrent, bool IsComplete);
