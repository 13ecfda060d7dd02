using CryptoFlow.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CryptoFlow.Web.Http;

/// <summary>
/// From which pages a browser may open a WebSocket. CORS does not apply to WebSockets: without this, any page that a user visits could take the places for clients and listen. Allowed are
/// pages of the host that the request calls (at any port), pages of this machine (such as a development server on another port), and what is configured
/// (<c>CryptoFlow:Api:AllowedOrigins</c>). A client without the header is no browser.
/// </summary>
/// <remarks>
/// <c>Origin: null</c> (a page opened as a file) has to be configured: any page can make itself one by a sandboxed frame.
/// </remarks>
internal sealed class AllowedOrigins(IOptions<CryptoFlowOptions> options)
{
    public const string Any = "*";

    /// <summary>The origin of a page that was opened as a file, or of a sandboxed frame.</summary>
    public const string Opaque = "null";

    private readonly IReadOnlyCollection<string> _configured = options.Value.Api.AllowedOrigins;

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
