using CryptoFlow.Export;
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
/// Streams an export. The server reads no faster than the client, and no transaction is open between two pages. If the export cannot go on, the server aborts the
/// connection without the last chunk of the body, so the client sees that the file is not complete.
/// </summary>
internal sealed class ExportStream(IExportBody body, ReadQueries queries, ExportSlots slots, ILogger<ExportStream> logger, TimeProvider time) : IResult
{
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
        response.ContentType = body.Format.ToMediaType();
        response.Headers.CacheControl = "no-store";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(body.FileName);
        response.Headers.ContentDisposition = disposition.ToString();
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        try
        {
            await body.WriteAsync(new AsyncBody(response.Body), new PageReads(queries, time), http.RequestAborted);
            await response.Body.FlushAsync(http.RequestAborted);
        }
        catch (Exception broken) when (broken is DatabaseReplacedException or PageRefusedException)
        {
            logger.ExportBroken(body.Name, broken.Message);
            http.Abort();
        }
    }
}
