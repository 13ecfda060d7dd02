using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Caching;

/// <summary>Sends a cached page in the encoding that the client accepts, or 304.</summary>
internal sealed class CachedPageResult(CachedPage page) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => ConditionalAnswer.TryNotModified(httpContext, page.Tag, page.TagText)
        ? Task.CompletedTask
        : page.Body.SendAsync(httpContext);
}
