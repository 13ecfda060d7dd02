using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Caching;

/// <summary>A kept page: its bytes as they are, in the encoding that the client takes, or 304.</summary>
internal sealed class CachedPageResult(CachedPage page) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => ConditionalAnswer.TryNotModified(httpContext, page.Tag, page.TagText)
        ? Task.CompletedTask
        : page.Body.SendAsync(httpContext);
}
