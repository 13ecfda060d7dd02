using CryptoFlow.Web.Http;
using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Caching;

/// <summary>A kept page: its bytes as they are, in the encoding that the client takes, or 304.</summary>
internal sealed class CachedPageResult(CachedPage page) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (ConditionalAnswer.TryNotModified(httpContext, page.Tag, page.TagText))
            return Task.CompletedTask;

        var response = httpContext.Response;
        var encoding = AcceptedEncoding.Of(httpContext.Request.Headers.AcceptEncoding);
        var body = page.Body(encoding);
        response.ContentType = ConditionalAnswer.Json;
        response.ContentLength = body.Length;
        response.Headers.Vary = HeaderNames.AcceptEncoding;

        // Also tells the compressing middleware that there is nothing left to do.
        if (AcceptedEncoding.NameOf(encoding) is { } name)
            response.Headers.ContentEncoding = name;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}
