using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Page;

/// <summary>The headers of the page and of its files (DESIGN.md).</summary>
internal static class PageHeaders
{
    /// <summary>Allows scripts, styles, pictures and connections of this origin only, no inline code, and no frame around the page.</summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The name of a file of the page holds a hash of its content, so a browser may keep it.</summary>
    public const string Immutable = "public, max-age=31536000, immutable";

    /// <summary>Sets the headers of <c>/</c>. The route answers HTML or JSON, depending on the header Accept, so a cache must not confuse the two.</summary>
    public static void SetForRoot(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Accept);
    }

    /// <summary>Sets the security headers of the HTML document.</summary>
    public static void SetForDocument(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
