using System.Collections.Frozen;
using System.Collections.Immutable;
using CryptoFlow.Collectors;
using CryptoFlow.Monitoring;

namespace CryptoFlow.Web.CandlePages;

/// <summary>
/// The series that are collected now: the series of the configuration, and the series that users have added, from the reports of the collectors. The front end uses
/// this class to know which series are collected. Code that changes the list of added series reads the list from the file.
/// </summary>
/// <remarks>Safe for concurrent use. A change is known after the next report of its collector, within a second.</remarks>
internal sealed class CollectedNow(CollectionPlan plan, MonitorBoard board)
{
    private readonly FrozenSet<SeriesKey> _configured = plan.Series.ToFrozenSet();
    private volatile AddedNow _added = new([]);

    /// <summary>The series that users have added, without those of the configuration.</summary>
    public IReadOnlyList<SeriesKey> Added => Newest().Series;

    public bool Contains(SeriesKey series) => _configured.Contains(series) || Newest().ByInstrument[series.Instrument].Contains(series);

    /// <summary>The intervals at which users have added a contract.</summary>
    public IEnumerable<Interval> AddedOf(Instrument instrument) => Newest().ByInstrument[instrument].Select(s => s.Interval);

    /// <summary>Keeps the last result, because reports come five times a second and their lists stay the same for weeks.</summary>
    private AddedNow Newest()
    {
        ImmutableArray<ImmutableArray<SeriesKey>> reported = [.. (board.Health?.Collectors ?? []).Select(c => c.Added)];
        var known = _added;
        return known.Is(reported) ? known : _added = new AddedNow(reported);
    }

    private sealed class AddedNow(ImmutableArray<ImmutableArray<SeriesKey>> reported)
    {
        public IReadOnlyList<SeriesKey> Series { get; } = [.. reported.SelectMany(r => r)];

        public ILookup<Instrument, SeriesKey> ByInstrument { get; } = reported.SelectMany(r => r).ToLookup(s => s.Instrument);

        /// <summary>Whether the lists are the same objects.</summary>
        public bool Is(ImmutableArray<ImmutableArray<SeriesKey>> other) => reported.SequenceEqual(other);
    }
}
