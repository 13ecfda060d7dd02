using System.Net;

namespace CryptoFlow.Outgoing;

/// <summary>Creates the handlers of all HTTP clients of the program. No handler follows redirects or keeps cookies.</summary>
public static class OutgoingHttp
{
    /// <summary>A handler for other machines. Uses the proxy of the environment if there is one, except for loopback.</summary>
    /// <param name="connector">Opens the connections, to the host itself or to its proxy.</param>
    /// <param name="proxy">The proxy, or null for the environment's (<c>http_proxy</c>, <c>https_proxy</c>, <c>ALL_PROXY</c>, <c>no_proxy</c>).</param>
    public static SocketsHttpHandler ProxiedHandler(OutgoingConnector connector, IWebProxy? proxy = null)
    {
        var handler = DirectHandler(connector);
        handler.UseProxy = true;
        handler.Proxy = new LoopbackBypass(proxy ?? HttpClient.DefaultProxy);
        return handler;
    }

    /// <summary>A handler for a CryptoFlow server. Never uses a proxy, because requests carry the API key.</summary>
    /// <param name="connector">Opens the connections.</param>
    public static SocketsHttpHandler DirectHandler(OutgoingConnector connector) => new()
    {
        ConnectCallback = (context, cancellation) => connector.ConnectAsync(context.DnsEndPoint, cancellation),
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
    };
}
