using System.Collections.Immutable;
using System.Globalization;
using CryptoFlow.Collectors;
using CryptoFlow.Monitoring;

namespace CryptoFlow.Trading.Live;

/// <summary>
/// Where a trader that has processed nothing yet begins (<c>CryptoFlow:PaperTrading:From</c>): with the newest candle, with the first whole
/// UTC day that is stored, or at a time.
/// </summary>
public abstract record TradingStart
{
    private TradingStart()
    {
    }

    /// <summary>Reads <c>now</c>, <c>history</c>, a UTC date such as <c>2026-01-31</c>, or ms UTC.</summary>
    public static bool TryParse(string? text, out TradingStart start)
    {
        start = new Now();
        if (string.Equals(text, "now", StringComparison.OrdinalIgnoreCase))
            return true;
        if (string.Equals(text, "history", StringComparison.OrdinalIgnoreCase))
            start = new History();
        else if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            start = new At(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds());
        else if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time))
            start = new At(time);
        else
            return false;
        return true;
    }

    /// <summary>The open time of the first candle to process, ms UTC; or null, and what is waited for.</summary>
    public (long? Time, string? Waiting) Decide(SystemHealth health, SeriesKey series)
    {
        if (health.Series.FirstOrDefault(s => s.Stats.Series == series) is not { Stats: { OldestTime: { } oldest, NewestTime: { } newest } } stored)
            return (null, $"No candle of {series} is stored yet.");
        if (this is Now)
            return stored is { Collected: true, LagCandles: not 0 } ? (null, $"The newest candles of {series} are not stored yet.") : (newest, null);

        var collector = stored.Collected ? health.Collectors.FirstOrDefault(c => c.Exchange == series.Exchange) : null;
        if (stored.OpenGaps > 0 || (collector is not null && collector.Backfill is not { HasEnded: true }))
            return (null, $"The history of {series} is not complete yet.");
        var from = this is At at ? series.Interval.Ceiling(at.Time) : Interval.D1.Ceiling(oldest);
        return (Math.Max(from, oldest), null);
    }

    /// <summary>With the newest stored candle.</summary>
    public sealed record Now : TradingStart;

    /// <summary>With the first whole UTC day of what is stored, once that is complete.</summary>
    public sealed record History : TradingStart;

    /// <summary>At a time, ms UTC, once what is stored is complete.</summary>
    public sealed record At(long Time) : TradingStart;
}
