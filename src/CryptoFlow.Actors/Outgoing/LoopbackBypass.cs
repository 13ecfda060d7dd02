using System.Net;

namespace CryptoFlow.Outgoing;

/// <summary>
/// Uses no proxy for loopback addresses, whatever <c>http_proxy</c>, <c>https_proxy</c>, <c>ALL_PROXY</c> and <c>no_proxy</c> say. Requests to this machine
/// stay on this machine.
/// </summary>
/// <param name="proxy">The proxy for all other addresses.</param>
internal sealed class LoopbackBypass(IWebProxy proxy) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => IsThisMachine(destination) ? null : proxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => IsThisMachine(host) || proxy.IsBypassed(host);

    /// <summary>
    /// True for 127.0.0.0/8 and ::1, for <c>localhost</c> and the names below it (RFC 6761), and for the unspecified addresses (0.0.0.0 and ::), which the
    /// operating system connects to loopback.
    /// </summary>
    public static bool IsThisMachine(Uri destination)
    {
        var host = destination.IdnHost.TrimEnd('.');
        if (IPAddress.TryParse(host, out var address))
            return IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
