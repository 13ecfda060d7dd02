using CryptoFlow.Export;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;
using CryptoFlow.Web.Logging;
using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Api.Export;

/// <summary>Bounds the exports that run at once, so that exports never occupy all readers for long.</summary>
internal sealed class ExportSlots : IDisposable
{
    public const int Most = 2;

    private readonly SemaphoreSlim _free = new(Most);

    public bool TryTake() => _free.Wait(0);

    public void Return() => _free.Release();

    public void Dispose() => _free.Dispose();
}

/// <summary>
/// Streams an export. A slow client slows down the reading, and between two pages no transaction is open. If the export cannot go on, the connection is aborted:
/// the chunk that ends the body is never sent, so the client sees that the file is not whole.
/// </summary>
internal sealed class ExportStream(
    ExportOrder order, ExportFormat format, ReadQueries queries, ExportSlots slots, ILogger<ExportStream> logger, TimeProvider time) : IResult
{
    /// <summary>How long a page is asked for again while the readers refuse it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (!slots.TryTake())
        {
            await Problem.Unavailable($"{ExportSlots.Most} exports are running already; try again after the time in Retry-After.", TimeSpan.FromSeconds(5)).ExecuteAsync(httpContext);
            return;
        }

        try
        {
            await SendAsync(httpContext);
        }
        finally
        {
            slots.Return();
        }
    }

    private async Task SendAsync(HttpContext http)
    {
        var response = http.Response;
        response.ContentType = format.ToMediaType();
        response.Headers.CacheControl = "no-store";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(order.FileName(format));
        response.Headers.ContentDisposition = disposition.ToString();
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        try
        {
            await using var writer = format.WriterTo(order, new AsyncBody(response.Body));
            await CandleExport.RunAsync(order, ReadAsync, writer, static _ => { }, http.RequestAborted);
            await response.Body.FlushAsync(http.RequestAborted);
        }
        catch (Exception broken) when (broken is DatabaseReplacedException or PageRefusedException)
        {
            logger.ExportBroken($"{order.Series.Instrument} {order.Timeframe}", broken.Message);
            http.Abort();
        }
    }

    private async ValueTask<ReaderProtocol.CandlesRead> ReadAsync(ReaderProtocol.ReadCandles query, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var (read, problem) = await queries.AskAsync(remaining => query with { Remaining = remaining }, cancellation);
            if (read is not null)
                return read;
            if (time.GetElapsedTime(began) > Patience)
                throw new PageRefusedException(problem!.Error);
            await Task.Delay(problem!.RetryAfter ?? AgainAfter, time, cancellation);
        }
    }

    private sealed class PageRefusedException(string message) : Exception(message);
}
