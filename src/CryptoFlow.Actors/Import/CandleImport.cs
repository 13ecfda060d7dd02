using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CryptoFlow.Errors;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Import;

/// <summary>
/// Imports the rows of one source: rows → pages → sink. Only a few pages are in flight at a time. So memory is bounded for sources of any length, and a slow sink
/// slows down the reading (back-pressure). If several rows have the same series and open time, the first is imported. A later row is skipped if it is equal, and
/// rejected if it is different. So the result does not depend on the order in which pages are stored, and a second import of the source changes nothing.
/// </summary>
/// <param name="source">The rows.</param>
/// <param name="sink">Stores the candles; null only checks them.</param>
public sealed class CandleImport(IImportSource source, ICandleSink? sink)
{
    /// <summary>Maximum number of rejected rows that the summary describes one by one.</summary>
    public const int MaxDescribed = 20;

    private const int PagesInFlight = 2;

    private readonly Lock _lock = new();
    private readonly ImmutableArray<RejectedRow>.Builder _described = ImmutableArray.CreateBuilder<RejectedRow>();
    private readonly Dictionary<SeriesKey, Part> _parts = [];
    private long _rows;
    private long _candles;
    private long _inserted;
    private long _updated;
    private long _unchanged;
    private long _notKept;
    private long _rejected;
    private long _oldest = long.MaxValue;
    private long _newest = long.MinValue;

    /// <summary>The share of the source that has been read, 0 to 1; null if the length is not known.</summary>
    public double? Share => source.Share;

    /// <summary>The result so far. Any thread may read it.</summary>
    public ImportSummary Summary
    {
        get
        {
            lock (_lock)
            {
                return new ImportSummary(
                    _rows,
                    _candles,
                    _inserted,
                    _updated,
                    _unchanged,
                    _rows - _candles - _rejected,
                    _rejected,
                    _described.ToImmutable(),
                    _candles > 0 ? _oldest : null,
                    _candles > 0 ? _newest : null,
                    [.. _parts.Where(p => p.Value.Candles > 0).OrderBy(p => p.Key.Instrument.StorageKey, StringComparer.Ordinal).ThenBy(p => p.Key.Interval).Select(p => new SeriesCandles(p.Key, p.Value.Candles))])
                {
                    NotKept = _notKept,
                };
            }
        }
    }

    /// <summary>Reads the source to its end, and returns when all candles are stored.</summary>
    /// <param name="stored">Called after each page.</param>
    /// <param name="cancellation">Ends the import between two pages. Stored pages stay stored.</param>
    /// <exception cref="InvalidDataException">The source cannot be imported, or is damaged. Nothing after the damage was read.</exception>
    /// <exception cref="UserError">The sink refused a page, and another try would fail, too.</exception>
    public async Task<ImportSummary> RunAsync(Action stored, CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = PagesInFlight, CancellationToken = cancellation };
        await Parallel.ForEachAsync(PagesAsync(cancellation), options, async (page, cancelled) =>
        {
            if (sink is not null)
                Add(await sink.StoreAsync(page.Series, page.Candles, cancelled).ConfigureAwait(false));
            stored();
        }).ConfigureAwait(false);
        return Summary;
    }

    private async IAsyncEnumerable<(SeriesKey Series, ImmutableArray<Candle> Candles)> PagesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in source.ReadAsync(cancellation).ConfigureAwait(false))
        {
            if (Take(row) is not { } part)
                continue;
            part.Page.Add(row.Candle);
            if (part.Page.Count == WriterProtocol.MaxCandlesPerMessage)
                yield return (row.Series!, part.TakePage());
        }

        foreach (var (series, part) in _parts.Where(p => p.Value.Page.Count > 0))
            yield return (series, part.TakePage());
    }

    /// <summary>Counts a row. Returns the part of the import to which its candle belongs if the candle has to be stored.</summary>
    private Part? Take(in ImportRow row)
    {
        Part? part = null;
        if (row is { Defect: null, Series: { } series } && !_parts.TryGetValue(series, out part))
        {
            part = new Part(series.Interval);
            lock (_lock)
                _parts[series] = part;
        }

        var seen = part?.Seen.Add(row.Candle) ?? Seen.Different;
        var defect = row.Defect ?? (seen == Seen.Different ? "it differs from an earlier row with the same open time" : null);
        lock (_lock)
        {
            _rows++;
            if (defect is not null)
            {
                _rejected++;
                if (_described.Count < MaxDescribed)
                    _described.Add(new RejectedRow(row.Number, defect));
            }
            else if (seen == Seen.New)
            {
                _candles++;
                part!.Candles++;
                _oldest = Math.Min(_oldest, row.Candle.OpenTime);
                _newest = Math.Max(_newest, row.Candle.OpenTime);
                return part;
            }

            return null;
        }
    }

    private void Add(StoredCounts counts)
    {
        lock (_lock)
        {
            _inserted += counts.Inserted;
            _updated += counts.Updated;
            _unchanged += counts.Unchanged;
            _notKept += counts.NotKept;
        }
    }

    /// <summary>The state of the import of one series.</summary>
    private sealed class Part(Interval interval)
    {
        public SeenCandles Seen { get; } = new(interval);

        public List<Candle> Page { get; } = [];

        public long Candles { get; set; }

        public ImmutableArray<Candle> TakePage()
        {
            ImmutableArray<Candle> page = [.. Page.OrderBy(c => c.OpenTime)];
            Page.Clear();
            return page;
        }
    }
}
