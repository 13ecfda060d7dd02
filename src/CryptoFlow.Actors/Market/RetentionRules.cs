using System.Collections.Immutable;

namespace CryptoFlow.Market;

/// <summary>
/// The number of days for which the candles of each interval are kept (section <c>CryptoFlow:Retention</c>). Candles of an interval without an entry are kept for
/// ever. Pure.
/// </summary>
/// <param name="Days">Days by interval, counted back from the newest candle of a series.</param>
public sealed record RetentionRules(ImmutableSortedDictionary<Interval, int> Days)
{
    /// <summary>The most days that can be configured: a hundred years.</summary>
    public const int MostDays = 36_500;

    private const long DayMs = 86_400_000;

    /// <summary>
    /// At least a week or this many candles are kept. That is longer than the look-back of a strategy and the longest trade on paper, and it fills a chart.
    /// </summary>
    private const int LeastCandles = 200;

    private const int LeastWholeDays = 7;

    /// <summary>Nothing is ever removed.</summary>
    public static RetentionRules None { get; } = new(ImmutableSortedDictionary<Interval, int>.Empty);

    public bool IsEmpty => Days.IsEmpty;

    /// <summary>The fewest days that may be configured for an interval.</summary>
    public static int LeastDaysOf(Interval interval) =>
        Math.Max(LeastWholeDays, (int)Math.Ceiling(LeastCandles * interval.Milliseconds / (double)DayMs));

    /// <summary>
    /// The open time of the oldest candles of an interval that are kept, ms UTC; null if all are kept. It moves once a day, at midnight UTC, so that a run removes
    /// whole days.
    /// </summary>
    /// <param name="interval">The interval.</param>
    /// <param name="now">The time from which the days are counted back, ms UTC.</param>
    public long? KeptFrom(Interval interval, long now) =>
        Days.TryGetValue(interval, out var days) ? Interval.D1.Floor(now - (days * DayMs)) : null;

    /// <summary>
    /// The boundary of a stored series: its candles before this open time may be removed. Null if no candle may be removed. The days are counted back from the
    /// newest stored candle. So a wrong clock removes nothing, and a series that is no longer collected keeps its last days.
    /// </summary>
    /// <param name="interval">The interval of the series.</param>
    /// <param name="newest">Open time of the newest stored candle, ms UTC.</param>
    /// <param name="now">The clock, ms UTC.</param>
    /// <param name="neededFrom">The open time of the oldest candle that a paper account needs, ms UTC; null if none does.</param>
    public long? BoundaryOf(Interval interval, long newest, long now, long? neededFrom) =>
        KeptFrom(interval, Math.Min(now, newest + interval.Milliseconds)) is not { } kept ? null
        : neededFrom is { } needed ? Math.Min(kept, Interval.D1.Floor(needed))
        : kept;
}
