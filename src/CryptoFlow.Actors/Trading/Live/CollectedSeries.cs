using System.Collections.Immutable;

namespace CryptoFlow.Trading.Live;

/// <summary>
/// The series that are collected into the file, with the length of the history that is kept complete, in days. A trader waits for the candles of a collected
/// series and does without those of another.
/// </summary>
public sealed record CollectedSeries(ImmutableDictionary<SeriesKey, int> HistoryDays)
{
    /// <summary>For how long candles are kept.</summary>
    public RetentionRules Retention { get; init; } = RetentionRules.None;

    /// <summary>Nobody collects anything.</summary>
    public static CollectedSeries None { get; } = new(ImmutableDictionary<SeriesKey, int>.Empty);

    public bool Contains(SeriesKey series) => HistoryDays.ContainsKey(series);

    /// <summary>The open times at which the collected history begins and its newest closed candle may be, ms UTC; null for a series that nobody collects.</summary>
    /// <param name="series">The series.</param>
    /// <param name="now">ms UTC.</param>
    public TimeRange? HistoryAt(SeriesKey series, long now)
    {
        if (!HistoryDays.TryGetValue(series, out var days))
            return null;
        var from = series.Interval.Ceiling(now - (long)TimeSpan.FromDays(days).TotalMilliseconds);
        var earliest = Math.Max(ExchangeHistory.FirstDayOf(series.Exchange), Retention.KeptFrom(series.Interval, now) ?? long.MinValue);
        return new TimeRange(Math.Max(from, earliest), series.Interval.Floor(now));
    }
}
