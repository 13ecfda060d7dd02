using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Http;

/// <summary>Answers that a client may have already: their tag, and 304 where it still holds.</summary>
internal static class ConditionalAnswer
{
    public const string Json = "application/json; charset=utf-8";

    /// <summary>Sets the headers that a 200 and a 304 have in common, and the status where the client's copy is good.</summary>
    /// <param name="http">The request.</param>
    /// <param name="tag">What the answer is; null where it cannot be told from another one.</param>
    /// <param name="tagText">The tag as it is sent, where it has been written already.</param>
    /// <returns>Whether there is nothing more to send.</returns>
    public static bool TryNotModified(HttpContext http, EntityTagHeaderValue? tag, string? tagText = null)
    {
        var response = http.Response;
        response.Headers.CacheControl = "no-cache";
        if (tag is null)
            return false;
        response.Headers.ETag = tagText ?? tag.ToString();
        if (!Holds(http.Request, tag))
            return false;

        response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    private static bool Holds(HttpRequest request, EntityTagHeaderValue tag) =>
        request.Headers.IfNoneMatch.Count > 0
        && EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch.Where(v => v is not null).ToList()!, out var held)
        && held.Any(h => h.Equals(EntityTagHeaderValue.Any) || h.Compare(tag, useStrongComparison: false));
}
