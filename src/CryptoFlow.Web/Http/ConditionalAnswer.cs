using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Http;

/// <summary>Conditional requests: sets the ETag, and answers 304 when the client's copy is current.</summary>
internal static class ConditionalAnswer
{
    public const string Json = "application/json; charset=utf-8";

    /// <summary>Sets the headers that 200 and 304 have in common, and status 304 when the client's copy is current.</summary>
    /// <param name="http">The request.</param>
    /// <param name="tag">The ETag of the answer; null when the answer has none.</param>
    /// <param name="tagText">The ETag as header text, if the caller has the text; null to make it from the tag.</param>
    /// <returns>True for 304: nothing more has to be sent.</returns>
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
