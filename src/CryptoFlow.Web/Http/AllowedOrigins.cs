using CryptoFlow.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CryptoFlow.Web.Http;

/// <summary>
/// The origins of pages that may open a WebSocket or the feed. Browsers do not apply CORS to WebSockets: without this check any page that a user visits could listen
/// and use up the places of live clients (<c>Api:MaxWebSockets</c>). Allowed are pages of the called host at any port, pages of this machine at any port (such as a
/// development server), and <c>CryptoFlow:Api:AllowedOrigins</c>. A request without the header does not come from a browser and is allowed.
/// </summary>
/// <remarks><c>Origin: null</c> (a page opened as a file) must be configured, because any page can send it from a sandboxed frame.</remarks>
internal sealed class AllowedOrigins(IOptions<CryptoFlowOptions> options)
{
    public const string Any = "*";

    /// <summary>The origin of a page that was opened as a file, or of a sandboxed frame.</summary>
    public const string Opaque = "null";

    private readonly IReadOnlyCollection<string> _configured = options.Value.Api.AllowedOrigins;

    /// <summary>The answer to a request of a page that may not open a live connection; null if it may.</summary>
    public Problem? Refuse(HttpRequest request) => Allows(request.Headers.Origin, request.Host)
        ? null
        : new Problem(
            StatusCodes.Status403Forbidden,
            $"Pages of '{SeriesInput.Quote(request.Headers.Origin.ToString())}' may not open a live connection here; CryptoFlow:Api:AllowedOrigins lists the origins that may.");

    public bool Allows(StringValues origin, HostString host)
    {
        if (StringValues.IsNullOrEmpty(origin) || _configured.Contains(Any))
            return true;
        if (origin is not [{ } one])
            return false;
        if (_configured.Contains(one, StringComparer.OrdinalIgnoreCase))
            return true;
        return Uri.TryCreate(one, UriKind.Absolute, out var page)
            && page.Scheme is "http" or "https"
            && (AllowedHosts.IsLoopback(page.Host.Trim('[', ']')) || page.Host.Trim('[', ']').Equals(AllowedHosts.NameOf(host), StringComparison.OrdinalIgnoreCase));
    }
}
