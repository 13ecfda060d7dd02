using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CryptoFlow.Errors;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Import;

/// <summary>
/// Imports one file into one series: rows → pages → sink. Only a few pages are in flight at a time. So memory is bounded for files of any length, and a slow sink
/// slows down the reading (back-pressure). Of several rows with the same open time the first counts: an equal later row is skipped, a different later row is
/// rejected. So the result does not depend on the order in which pages are stored, and a second import of the file changes nothing.
/// </summary>
/// <param name="source">The file.</param>
/// <param name="series">The series of the candles.</param>
/// <param name="sink">Stores the candles; null only checks them.</param>
/// <param name="now">The present, ms UTC. A candle that ends later is not closed.</param>
public sealed class CandleImport(CsvSource source, SeriesKey series, ICandleSink? sink, long now)
{
    /// <summary>Most rejected rows that are described one by one.</summary>
    public const int MaxDescribed = 20;

    private const int PagesInFlight = 2;

    private readonly Lock _lock = new();
    private readonly ImmutableArray<RejectedRow>.Builder _described = ImmutableArray.CreateBuilder<RejectedRow>();
    private readonly SeenCandles _seen = new(series.Interval);
    private long _rows;
    private long _candles;
    private long _inserted;
    private long _updated;
    private long _unchanged;
    private long _rejected;
    private long _oldest = long.MaxValue;
    private long _newest = long.MinValue;

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
                    _candles > 0 ? _newest : null);
            }
        }
    }

    /// <summary>Reads the file to its end, and returns when all candles are stored.</summary>
    /// <param name="stored">Called after each page.</param>
    /// <param name="cancellation">Ends the import between two pages. Stored pages stay stored.</param>
    /// <exception cref="InvalidDataException">The file does not hold candles of this interval, or is damaged. Nothing after the damage was read.</exception>
    /// <exception cref="UserError">The sink refused a page, and another try would fail, too.</exception>
    public async Task<ImportSummary> RunAsync(Action stored, CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = PagesInFlight, CancellationToken = cancellation };
        await Parallel.ForEachAsync(PagesAsync(cancellation), options, async (page, cancelled) =>
        {
            if (sink is not null)
                Add(await sink.StoreAsync(series, page, cancelled).ConfigureAwait(false));
            stored();
        }).ConfigureAwait(false);
        return Summary;
    }

    private async IAsyncEnumerable<ImmutableArray<Candle>> PagesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var page = new List<Candle>(WriterProtocol.MaxCandlesPerMessage);
        var check = new IntervalCheck(series.Interval);
        var rows = 0L;
        await foreach (var row in new CandleCsv(source.Content, series, now).ReadAsync(cancellation).ConfigureAwait(false))
        {
            rows++;
            if (rows <= IntervalCheck.Rows && row.Candle.OpenTime > 0)
                check.Add(row.Candle.OpenTime);
            if (rows == IntervalCheck.Rows)
                Refuse(check);
            if (Take(row))
                page.Add(row.Candle);
            if (page.Count < WriterProtocol.MaxCandlesPerMessage)
                continue;
            yield return InOrder(page);
            page.Clear();
        }

        if (rows < IntervalCheck.Rows)
            Refuse(check);
        if (page.Count > 0)
            yield return InOrder(page);
    }

    /// <summary>Counts a row. True if its candle has to be stored.</summary>
    private bool Take(CandleRow row)
    {
        var seen = row.Defect is null ? _seen.Add(row.Candle) : Seen.Different;
        var defect = row.Defect ?? (seen == Seen.Different ? "it differs from an earlier row with the same open time" : null);
        lock (_lock)
        {
            _rows++;
            if (defect is not null)
            {
                _rejected++;
                if (_described.Count < MaxDescribed)
                    _described.Add(new RejectedRow(row.Line, defect));
            }
            else if (seen == Seen.New)
            {
                _candles++;
                _oldest = Math.Min(_oldest, row.Candle.OpenTime);
                _newest = Math.Max(_newest, row.Candle.OpenTime);
                return true;
            }

            return false;
        }
    }

    private void Add(StoredCounts counts)
    {
        lock (_lock)
        {
            _inserted += counts.Inserted;
            _updated += counts.Updated;
            _unchanged += counts.Unchanged;
        }
    }

    private void Refuse(IntervalCheck check)
    {
        if (check.FindDoubt() is { } doubt)
            throw new InvalidDataException($"This is no file of {series.Interval} candles: {doubt}. Is --tf right? Nothing was imported.");
    }

    private static ImmutableArray<Candle> InOrder(List<Candle> page) => [.. page.OrderBy(c => c.OpenTime)];
}
