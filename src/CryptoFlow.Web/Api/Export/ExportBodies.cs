using CryptoFlow.Export;

namespace CryptoFlow.Web.Api.Export;

/// <summary>The content of an export.</summary>
internal interface IExportBody
{
    /// <summary>The name of the client's file.</summary>
    string FileName { get; }

    /// <summary>The name in the log.</summary>
    string Name { get; }

    ExportFormat Format { get; }

    /// <summary>Writes the whole content. <paramref name="pages"/> reads the pages.</summary>
    Task WriteAsync(Stream to, PageReads pages, CancellationToken cancellation);
}

/// <summary>The candles of a series.</summary>
internal sealed class CandleBody(ExportOrder order, ExportFormat format) : IExportBody
{
    public string FileName => order.FileName(format);

    public string Name => $"{order.Series.Instrument} {order.Timeframe}";

    public ExportFormat Format => format;

    public async Task WriteAsync(Stream to, PageReads pages, CancellationToken cancellation)
    {
        await using var writer = format.WriterTo(order, to);
        await CandleExport.RunAsync(order, (query, stop) => pages.ReadAsync(remaining => query with { Remaining = remaining }, stop), writer, static _ => { }, cancellation);
    }
}

/// <summary>The funding rates of a contract.</summary>
internal sealed class FundingBody(FundingOrder order, ExportFormat format) : IExportBody
{
    public string FileName => order.FileName(format);

    public string Name => $"{order.Contract} funding";

    public ExportFormat Format => format;

    public Task WriteAsync(Stream to, PageReads pages, CancellationToken cancellation) => FundingExport.RunAsync(
        order, (query, stop) => pages.ReadAsync(remaining => query with { Remaining = remaining }, stop), format.FundingWriterTo(order, to), cancellation);
}
