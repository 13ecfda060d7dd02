using System.Collections.Immutable;

namespace CryptoFlow.Collectors;

/// <summary>The counters of a backfill run, by series. Owned by one collector, which takes snapshots of it.</summary>
internal sealed class RunProgress
{
    private readonly Dictionary<SeriesKey, Counters> _bySeries = [];

    public int RequestsDone { get; private set; }

    public int RequestsFailed { get; private set; }

    public long Stored { get; private set; }

    public int RequestsPlanned { get; private set; }

    public void Plan(IEnumerable<PageTask> pages)
    {
        foreach (var page in pages)
        {
            var counters = Of(page.Series);
            counters.Requests++;
            counters.Candles += page.Missing;
            RequestsPlanned++;
        }
    }

    public void Count(PageOutcome outcome)
    {
        var counters = Of(outcome.Page.Series);
        counters.RequestsDone++;
        counters.CandlesDone += outcome.Page.Missing;
        counters.Stored += outcome.Stored;
        counters.Changed += outcome.Updated;
        RequestsDone++;
        Stored += outcome.Stored;
        if (outcome.Error is null)
            return;
        counters.Failed++;
        RequestsFailed++;
    }

    public ImmutableArray<SeriesProgress> Snapshot() =>
    [
        .. _bySeries
            .OrderBy(s => s.Key.Symbol, StringComparer.Ordinal)
            .ThenBy(s => s.Key.Interval)
            .Select(s => new SeriesProgress(
                s.Key, s.Value.Requests, s.Value.RequestsDone, s.Value.Candles, s.Value.CandlesDone, s.Value.Stored, s.Value.Failed, s.Value.Changed)),
    ];

    private Counters Of(SeriesKey series)
    {
        if (!_bySeries.TryGetValue(series, out var counters))
            _bySeries[series] = counters = new Counters();
        return counters;
    }

    private sealed class Counters
    {
        public int Requests { get; set; }

        public int RequestsDone { get; set; }

        public long Candles { get; set; }

        public long CandlesDone { get; set; }

        public long Stored { get; set; }

        public long Changed { get; set; }

        public int Failed { get; set; }
    }
}
