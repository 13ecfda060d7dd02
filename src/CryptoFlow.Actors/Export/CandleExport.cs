using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Export;

/// <summary>Reads one page of candles: from the readers of this process, or from a file.</summary>
public delegate ValueTask<ReaderProtocol.CandlesRead> ReadPage(ReaderProtocol.ReadCandles query, CancellationToken cancellation);

/// <summary>
/// Exports one series, page by page. Each page is a short transaction of its own, so even a long export does not prevent a WAL reset. The export is therefore not
/// one snapshot: if a candle changes meanwhile, the export has the values at the time of the read of its page.
/// </summary>
/// <remarks>
/// Incomplete rolled-up candles are left out and counted, because a reader of the file could later not distinguish an incomplete candle from a complete one.
/// </remarks>
public static class CandleExport
{
    /// <summary>Number of candles in a page. Reading a page takes a reader some milliseconds.</summary>
    public const int PageSize = 5_000;

    /// <param name="order">What to export.</param>
    /// <param name="read">Reads the pages.</param>
    /// <param name="writer">Receives the candles. It is completed at the end.</param>
    /// <param name="written">Called after each page.</param>
    /// <param name="cancellation">Ends the export between two pages.</param>
    /// <exception cref="DatabaseReplacedException">The file was replaced by another database during the export.</exception>
    public static async Task<ExportCounts> RunAsync(ExportOrder order, ReadPage read, ICandleWriter writer, Action<ExportCounts> written, CancellationToken cancellation)
    {
        var counts = ExportCounts.None;
        var limit = Math.Min(PageSize, order.RolledUpTo?.MostPerPage(order.Series.Interval) ?? PageSize);
        var after = order.From is { } from ? from - 1 : long.MinValue;
        for (string? database = null; ;)
        {
            var query = new ReaderProtocol.ReadCandles(order.Series, limit, order.To, after, TimeSpan.MaxValue) { RolledUpTo = order.RolledUpTo };
            var page = await read(query, cancellation).ConfigureAwait(false);
            if (database is not null && database != page.DatabaseId)
                throw new DatabaseReplacedException();
            database = page.DatabaseId;
            var candles = CompleteOf(page);
            await writer.WriteAsync(candles, cancellation).ConfigureAwait(false);
            counts = new ExportCounts(
                counts.Candles + candles.Length,
                counts.Incomplete + page.Candles.Length - candles.Length,
                counts.Oldest ?? (candles.IsEmpty ? null : candles[0].OpenTime),
                candles.IsEmpty ? counts.Newest : candles[^1].OpenTime);
            written(counts);
            if (page.Candles.Length < limit)
                break;
            after = page.Candles[^1].OpenTime;
        }

        await writer.CompleteAsync(cancellation).ConfigureAwait(false);
        return counts;
    }

    private static ImmutableArray<Candle> CompleteOf(ReaderProtocol.CandlesRead page) => page.RolledUp is { } rolled && !rolled.Counts.All(c => c.IsComplete)
        ? [.. page.Candles.Where((_, i) => rolled.Counts[i].IsComplete)]
        : page.Candles;
}

/// <summary>The file was replaced by another database during an export, so the pages do not belong together.</summary>
public sealed class DatabaseReplacedException() : Exception("The database was replaced by another one during the export.");
