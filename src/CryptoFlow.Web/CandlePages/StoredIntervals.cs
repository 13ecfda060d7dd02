using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CandlePages;

/// <summary>The intervals at which candles of an instrument are stored.</summary>
internal sealed record StoredSeries(ImmutableArray<Interval> Intervals);

/// <summary>
/// Caches the stored intervals of instruments that clients ask for at a timeframe that is not collected. Like the cache of pages it is exact to the commit: a commit
/// that begins a series evicts the instrument, and a change by another program evicts all.
/// </summary>
/// <remarks>Instruments without a stored series are not cached, so requests for invented symbols do not fill the memory. Safe for concurrent use.</remarks>
internal sealed class StoredIntervals(ReadQueries queries) : ISeriesChangeListener
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Instrument, StoredSeries> _known = [];
    private readonly List<Reading> _readings = [];

    public StoredSeries? TryGet(Instrument instrument)
    {
        lock (_lock)
            return _known.GetValueOrDefault(instrument);
    }

    public async Task<Answer<StoredSeries>> ReadAsync(Instrument instrument, CancellationToken aborted)
    {
        var reading = new Reading(instrument);
        lock (_lock)
            _readings.Add(reading);
        StoredSeries? stored = null;
        try
        {
            var (listed, problem) = await queries.AskAsync(remaining => new ReaderProtocol.ListSeries(instrument, remaining), aborted);
            if (listed is null)
                return new(null, problem);
            stored = new StoredSeries([.. listed.Series.Select(s => s.Series.Interval)]);
            return new(stored, null);
        }
        finally
        {
            lock (_lock)
            {
                _readings.Remove(reading);
                if (stored is { Intervals.IsEmpty: false } && !reading.IsOvertaken)
                    _known[instrument] = stored;
            }
        }
    }

    public void Changed(SeriesKey series, long from, long to, long version)
    {
        lock (_lock)
        {
            foreach (var reading in _readings)
                reading.IsOvertaken |= reading.Instrument == series.Instrument;
            if (_known.TryGetValue(series.Instrument, out var stored) && !stored.Intervals.Contains(series.Interval))
                _known.Remove(series.Instrument);
        }
    }

    public void ChangedElsewhere()
    {
        lock (_lock)
        {
            foreach (var reading in _readings)
                reading.IsOvertaken = true;
            _known.Clear();
        }
    }

    /// <summary>A running query. If a commit comes before its answer, the answer is not cached.</summary>
    private sealed class Reading(Instrument instrument)
    {
        public Instrument Instrument { get; } = instrument;

        public bool IsOvertaken { get; set; }
    }
}
