using System.Collections.Immutable;

namespace CryptoFlow.Trading.Live;

/// <summary>
/// The series that are collected into the database, with the length of the history that is kept complete, in days. A trader waits for missing candles only if their
/// series is collected.
/// </summary>
/// <param name="HistoryDays">The series of the configuration and, after <see cref="With"/>, the added series.</param>
public sealed record CollectedSeries(ImmutableDictionary<SeriesKey, int> HistoryDays)
{
    /// <summary>The collected exchanges, with the length of the history of a series that a user adds, in days.</summary>
    public ImmutableDictionary<Exchange, int> Exchanges { get; init; } = ImmutableDictionary<Exchange, int>.Empty;

    /// <summary>How long candles are kept.</summary>
    public RetentionRules Retention { get; init; } = RetentionRules.None;

    /// <summary>No series is collected.</summary>
    public static CollectedSeries None { get; } = new(ImmutableDictionary<SeriesKey, int>.Empty);

    /// <summary>The series that the configuration collects.</summary>
    /// <param name="exchanges">The collected exchanges, the days of their history, and their series.</param>
    public static CollectedSeries Of(IEnumerable<(Exchange Exchange, int HistoryDays, IEnumerable<SeriesKey> Series)> exchanges)
    {
        var all = exchanges.ToList();
        return new CollectedSeries(all.SelectMany(e => e.Series.Select(series => KeyValuePair.Create(series, e.HistoryDays))).ToImmutableDictionary())
        {
            Exchanges = all.ToImmutableDictionary(e => e.Exchange, e => e.HistoryDays),
        };
    }

    public bool Contains(SeriesKey series) => HistoryDays.ContainsKey(series);

    /// <summary>Adds the series that users have added. Series of an exchange that is not collected are left out.</summary>
    public CollectedSeries With(IEnumerable<SeriesKey> added) => this with
    {
        HistoryDays = HistoryDays.AddRange(added.Where(s => !Contains(s) && Exchanges.ContainsKey(s.Exchange)).Select(s => KeyValuePair.Create(s, Exchanges[s.Exchange]))),
    };

    /// <summary>The open times at which the collected history begins and its newest closed candle may be, ms UTC; null for a series that is not collected.</summary>
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
