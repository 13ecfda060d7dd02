using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Http;

/// <summary>
/// Sets headers on every answer, errors included. <c>nosniff</c> makes browsers trust the content type. <c>Vary</c>: ASP.NET's compression sets Accept-Encoding only
/// on answers that it compresses, but a cache needs it on the uncompressed answer and on a 304, too.
/// </summary>
internal static class CommonHeaders
{
    /// <summary>Middleware: sets the headers before anything else can answer.</summary>
    public static Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        Set(http.Response);
        return next(http);
    }

    /// <summary>Sets the headers. Call it again after clearing a response.</summary>
    public static void Set(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
    }
}
