using System.Collections.Frozen;
using System.Collections.Immutable;
using CryptoFlow.Collectors;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CandlePages;

/// <summary>The stored series that answers a request.</summary>
/// <param name="Series">The stored series.</param>
/// <param name="RolledUpTo">The timeframe to which its candles are rolled up; null if they are served as they are stored.</param>
internal sealed record ChosenSeries(SeriesKey Series, Timeframe? RolledUpTo)
{
    /// <summary>The limit of a page: the requested limit, or the most that a page of rolled-up candles may hold.</summary>
    public int LimitOf(int requested) => RolledUpTo is { } timeframe ? Math.Min(requested, timeframe.MostPerPage(Series.Interval)) : requested;
}

/// <summary>
/// Chooses the stored series that answers a request for any timeframe. A stored interval is served as it is. Any other timeframe is rolled up
/// (<see cref="BaseInterval"/>).
/// </summary>
internal sealed class SeriesChoice
{
    private readonly FrozenDictionary<Instrument, Choices> _collected;
    private readonly CollectedNow _now;
    private readonly StoredIntervals _stored;

    public SeriesChoice(CollectionPlan plan, CollectedNow now, StoredIntervals stored)
    {
        (_now, _stored) = (now, stored);
        _collected = plan.Series.GroupBy(s => s.Instrument).ToFrozenDictionary(g => g.Key, g => new Choices(g.Key, [.. g.Select(s => s.Interval)]));
    }

    /// <summary>Chooses without a query; null if the choice depends on the series in the file.</summary>
    public ChosenSeries? TryChoose(Instrument instrument, Timeframe timeframe)
    {
        if (timeframe.TryGetInterval(out var interval) && _collected.GetValueOrDefault(instrument)?.AsStored(interval) is { } asStored)
            return asStored;
        return _stored.TryGet(instrument) is { } stored ? Choose(instrument, timeframe, stored) : null;
    }

    /// <summary>Reads the list of stored series, then chooses.</summary>
    public async Task<Answer<ChosenSeries>> LookAsync(Instrument instrument, Timeframe timeframe, CancellationToken aborted)
    {
        var (stored, problem) = await _stored.ReadAsync(instrument, aborted);
        if (stored is null)
            return new(null, problem);
        if (Choose(instrument, timeframe, stored) is { } chosen)
            return new(chosen, null);
        IReadOnlyList<Interval> all = [.. stored.Intervals.Concat(CollectedOf(instrument)).Distinct().Order()];
        return new(null, all.Count == 0 || timeframe.TryGetInterval(out _)
            ? Problem.NotFound($"{instrument} {timeframe} is neither stored nor collected; /api/symbols lists what is.")
            : Problem.BadRequest($"tf is {timeframe}; it must be a multiple of an interval of {instrument}, which are {string.Join(", ", all)}."));
    }

    private ImmutableArray<Interval> CollectedOf(Instrument instrument) =>
        [.. (_collected.GetValueOrDefault(instrument)?.Intervals ?? []).Concat(_now.AddedOf(instrument)).Order()];

    private ChosenSeries? Choose(Instrument instrument, Timeframe timeframe, StoredSeries stored) =>
        BaseInterval.Choose(timeframe, CollectedOf(instrument), stored.Intervals) is { } interval
            ? new ChosenSeries(new SeriesKey(instrument, interval), timeframe.Minutes == interval.Minutes ? null : timeframe)
            : null;

    /// <summary>A collected instrument. The choices are made once, because each request needs one.</summary>
    private sealed class Choices(Instrument instrument, ImmutableArray<Interval> intervals)
    {
        private readonly FrozenDictionary<Interval, ChosenSeries> _asStored =
            intervals.ToFrozenDictionary(i => i, i => new ChosenSeries(new SeriesKey(instrument, i), null));

        public ImmutableArray<Interval> Intervals => intervals;

        public ChosenSeries? AsStored(Interval interval) => _asStored.GetValueOrDefault(interval);
    }
}
