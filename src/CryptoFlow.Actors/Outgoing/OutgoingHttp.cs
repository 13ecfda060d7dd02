using System.Net;

namespace CryptoFlow.Outgoing;

/// <summary>Makes the handlers of all HTTP clients of the program. None follows redirects or keeps cookies.</summary>
public static class OutgoingHttp
{
    /// <summary>For other machines: through the proxy of the environment where one is set, loopback excepted.</summary>
    /// <param name="connector">Opens the connections, to the host itself or to its proxy.</param>
    /// <param name="proxy">The proxy, or null for the environment's (<c>http_proxy</c>, <c>https_proxy</c>, <c>ALL_PROXY</c>, <c>no_proxy</c>).</param>
    public static SocketsHttpHandler ProxiedHandler(OutgoingConnector connector, IWebProxy? proxy = null)
    {
        var handler = DirectHandler(connector);
        handler.UseProxy = true;
        handler.Proxy = new LoopbackBypass(proxy ?? HttpClient.DefaultProxy);
        return handler;
    }

    /// <summary>For a server of our own, which gets the key: never through a proxy.</summary>
    /// <param name="connector">Opens the connections.</param>
    public static SocketsHttpHandler DirectHandler(OutgoingConnector connector) => new()
    {
        ConnectCallback = (context, cancellation) => connector.ConnectAsync(context.DnsEndPoint, cancellation),
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
    };
}
