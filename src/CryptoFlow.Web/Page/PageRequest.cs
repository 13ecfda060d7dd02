using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Page;

/// <summary>Decides whether <c>/</c> answers the page or JSON.</summary>
internal static class PageRequest
{
    private const string Html = "text/html";
    private const string Json = "application/json";

    /// <summary>
    /// True when the header Accept names <c>text/html</c> and does not prefer JSON. Browsers name <c>text/html</c>. <c>curl</c> and HTTP libraries accept <c>*/*</c>
    /// and get JSON, as before the page existed.
    /// </summary>
    public static bool WantsPage(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
            return false;
        var html = QualityOf(accepted, Html);
        return html > 0 && html >= QualityOf(accepted, Json);
    }

    private static double QualityOf(IList<MediaTypeHeaderValue> accepted, string type) =>
        accepted.FirstOrDefault(one => one.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)) is { } named ? named.Quality ?? 1 : 0;
}
