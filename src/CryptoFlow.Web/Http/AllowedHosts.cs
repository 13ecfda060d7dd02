using System.Net;

namespace CryptoFlow.Web.Http;

/// <summary>
/// Which names a request may call this server by. A web page of anywhere can make its own name point to this machine (DNS rebinding) and then read and send as if it were from here;
/// the header <c>Host</c> still has that page's name. Pure.
/// </summary>
/// <param name="configured"><c>CryptoFlow:Api:AllowedHosts</c>: names and addresses without a port; <c>*</c> allows all.</param>
/// <param name="loopbackOnly">Whether only this machine can reach the server.</param>
internal sealed class AllowedHosts(IReadOnlyCollection<string> configured, bool loopbackOnly)
{
    public const string Any = "*";

    /// <summary>
    /// On loopback: this machine's own names, and what is configured. On other addresses nobody knows by which names people call the machine: all are allowed unless some are
    /// configured; then these, this machine's own names, and addresses, by which health probes call and which cannot be rebound.
    /// </summary>
    /// <param name="host">The header, with or without a port. A client that sends none (HTTP/1.0) is no browser.</param>
    public bool Allows(HostString host)
    {
        if (!host.HasValue || configured.Contains(Any))
            return true;
        var name = NameOf(host);
        if (IsLoopback(name) || configured.Contains(name, StringComparer.OrdinalIgnoreCase))
            return true;
        return !loopbackOnly && (configured.Count == 0 || IPAddress.TryParse(name, out _));
    }

    /// <summary>Whether a name or address, without a port, means this machine to itself.</summary>
    public static bool IsLoopback(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Without the port, and an IPv6 address without its brackets.</summary>
    public static string NameOf(HostString host) => host.Host.Trim('[', ']');
}
