using System.Security.Cryptography;
using CryptoFlow.Web.Http;
using Scalar.AspNetCore;

namespace CryptoFlow.Web.Page;

/// <summary>
/// <c>/scalar</c>: shows the OpenAPI document to people, with Scalar. All files of Scalar come from this program. Scalar uses an inline script and inline styles, so
/// the route has a content security policy of its own.
/// </summary>
internal static class ApiReference
{
    /// <summary>The address. Scalar's files are below it.</summary>
    public const string Path = "/scalar/";

    private const int NonceBytes = 16;

    public static void MapApiReference(this IEndpointRouteBuilder routes) => routes.MapScalarApiReference(Path.TrimEnd('/'), Configure)
        .WithMetadata(EndpointConventions.GetAndHead)
        .RequireRateLimiting(RateLimits.Expensive);

    /// <summary>Switches off the AI chat, the fonts, the telemetry and the tools of Scalar, because they need other servers.</summary>
    private static void Configure(ScalarOptions options, HttpContext http)
    {
        options.Title = "CryptoFlow API";
        options.Nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(NonceBytes));
        options.DefaultFonts = false;
        options.Telemetry = false;
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        options.HideClientButton = true;
        options.DisableAgent().DisableMcp();
        PageHeaders.SetForDocument(http.Response);
        http.Response.Headers.ContentSecurityPolicy = PolicyOf(options.Nonce);
    }

    /// <summary>Scripts of this server, or with the nonce of this answer; inline styles; everything else from this server only.</summary>
    private static string PolicyOf(string nonce) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
