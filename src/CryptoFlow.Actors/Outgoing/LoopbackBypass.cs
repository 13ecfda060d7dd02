using System.Net;

namespace CryptoFlow.Outgoing;

/// <summary>
/// A proxy that is not asked for this machine: what goes to loopback stays on the machine, whatever <c>http_proxy</c>, <c>https_proxy</c> and
/// <c>ALL_PROXY</c> say and <c>no_proxy</c> leaves out.
/// </summary>
/// <param name="proxy">The proxy for everything else.</param>
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
    /// 127.0.0.0/8 and ::1, <c>localhost</c> and the names below it (RFC 6761), and the unspecified addresses, which the system connects to
    /// loopback.
    /// </summary>
    public static bool IsThisMachine(Uri destination)
    {
        var host = destination.IdnHost.TrimEnd('.');
        if (IPAddress.TryParse(host, out var address))
            return IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
