using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Export;

/// <summary>The funding rates that are exported.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="From">First settlement, inclusive, ms UTC, or null.</param>
/// <param name="To">End of settlements, exclusive, ms UTC, or null.</param>
public sealed record FundingOrder(Instrument Contract, long? From, long? To)
{
    /// <summary>The name of a file for this export: <c>BINANCE-BTCUSDT-funding.csv</c>.</summary>
    public string FileName(ExportFormat format) => $"{Contract.Exchange.ToStorageName()}-{Contract.Symbol}-funding.{format.ToName()}";
}

/// <summary>The result of an export of funding rates.</summary>
/// <param name="Rates">Rates written.</param>
/// <param name="Oldest">Time of the first rate, ms UTC, or null.</param>
/// <param name="Newest">Time of the last rate, ms UTC, or null.</param>
public sealed record FundingCounts(long Rates, long? Oldest, long? Newest);

/// <summary>Reads one page of funding rates: from the readers of this process, or from a file.</summary>
public delegate ValueTask<ReaderProtocol.FundingRatesRead> ReadFundingPage(ReaderProtocol.ReadFundingRates query, CancellationToken cancellation);

/// <summary>
/// Exports the funding rates of one contract with their mark prices, page by page, like <see cref="CandleExport"/>. A settled rate does not change, so the pages
/// need not come from one snapshot.
/// </summary>
public static class FundingExport
{
    /// <summary>Number of rates in a page.</summary>
    public const int PageSize = 5_000;

    /// <param name="order">What to export.</param>
    /// <param name="read">Reads a page.</param>
    /// <param name="writer">Receives the rates. It is completed at the end.</param>
    /// <param name="cancellation">Ends the export between two pages.</param>
    /// <exception cref="DatabaseReplacedException">The file was replaced by another database during the export.</exception>
    public static async Task<FundingCounts> RunAsync(FundingOrder order, ReadFundingPage read, IFundingWriter writer, CancellationToken cancellation)
    {
        var counts = new FundingCounts(0, null, null);
        var from = order.From ?? 0;
        for (string? database = null; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = await read(new ReaderProtocol.ReadFundingRates(order.Contract, from, order.To, PageSize, TimeSpan.MaxValue), cancellation).ConfigureAwait(false);
            if (database is not null && database != page.DatabaseId)
                throw new DatabaseReplacedException();
            database = page.DatabaseId;
            await writer.WriteAsync(page.Rates, cancellation).ConfigureAwait(false);
            if (!page.Rates.IsEmpty)
                counts = new FundingCounts(counts.Rates + page.Rates.Length, counts.Oldest ?? page.Rates[0].Time, page.Rates[^1].Time);
            if (!page.HasMore)
                break;
            from = page.Rates[^1].Time + 1;
        }

        await writer.CompleteAsync(cancellation).ConfigureAwait(false);
        return counts;
    }
}

/// <summary>Writes exported funding rates in one format. Used by one caller at a time.</summary>
public interface IFundingWriter
{
    /// <summary>Writes the next rates, ascending.</summary>
    Task WriteAsync(ImmutableArray<FundingRate> rates, CancellationToken cancellation);

    /// <summary>Writes the end of the output. Without this call the output is incomplete.</summary>
    Task CompleteAsync(CancellationToken cancellation);
}

/// <summary>Makes the writers of funding rates.</summary>
public static class FundingWriters
{
    /// <param name="format">The format.</param>
    /// <param name="order">What is exported.</param>
    /// <param name="to">Receives the bytes. The writer does not close it.</param>
    public static IFundingWriter FundingWriterTo(this ExportFormat format, FundingOrder order, Stream to) =>
        format == ExportFormat.Parquet ? new ParquetFundingWriter(order, to) : new CsvFundingWriter(to);
}
