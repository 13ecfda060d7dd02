using System.Net;

namespace CryptoFlow.Web.Http;

/// <summary>
/// The host names that requests may use for this server. A web page can make its own host name resolve to this machine (DNS rebinding) and then send requests as a
/// page of the same origin. But the header <c>Host</c> still has the page's host name. Pure.
/// </summary>
/// <param name="configured"><c>CryptoFlow:Api:AllowedHosts</c>: names and addresses without a port; <c>*</c> allows all.</param>
/// <param name="loopbackOnly">Whether only this machine can reach the server.</param>
internal sealed class AllowedHosts(IReadOnlyCollection<string> configured, bool loopbackOnly)
{
    public const string Any = "*";

    /// <summary>
    /// On loopback, this machine's own names and the configured names are allowed. On other addresses the program cannot know the machine's names:
    /// all names are allowed while none is configured. With configured names, these names, this machine's own names and all IP addresses are allowed: health probes
    /// use addresses, and DNS rebinding needs a name.
    /// </summary>
    /// <param name="host">The header <c>Host</c>, with or without a port. A client that sends no header (HTTP/1.0) is not a browser.</param>
    public bool Allows(HostString host)
    {
        if (!host.HasValue || configured.Contains(Any))
            return true;
        var name = NameOf(host);
        if (IsLoopback(name) || configured.Contains(name, StringComparer.OrdinalIgnoreCase))
            return true;
        return !loopbackOnly && (configured.Count == 0 || IPAddress.TryParse(name, out _));
    }

    /// <summary>True for a name or address of the loopback interface, without a port.</summary>
    public static bool IsLoopback(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Removes the port, and the brackets of an IPv6 address.</summary>
    public static string NameOf(HostString host) => host.Host.Trim('[', ']');
}
