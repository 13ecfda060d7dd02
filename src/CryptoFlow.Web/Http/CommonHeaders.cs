using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Http;

/// <summary>
/// Headers of every answer, errors included. <c>nosniff</c>: a browser takes the content for what the header says. <c>Vary</c>: the compressing middleware names Accept-Encoding only where
/// it compresses, but a cache has to know it of the uncompressed answer, and of a 304, too.
/// </summary>
internal static class CommonHeaders
{
    /// <summary>Middleware: sets them before anything else can answer.</summary>
    public static Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        Set(http.Response);
        return next(http);
    }

    /// <summary>Sets the headers; to be called again after an answer was cleared.</summary>
    public static void Set(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
    }
}
