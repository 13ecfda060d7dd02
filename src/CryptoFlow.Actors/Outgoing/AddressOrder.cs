using System.Net;

namespace CryptoFlow.Outgoing;

/// <summary>Orders the addresses of a host name for the connection attempts (RFC 8305, section 4).</summary>
internal static class AddressOrder
{
    /// <summary>
    /// Alternates between IPv6 and IPv4 addresses, so that the second attempt uses the other family. Within a family the resolver's order stays. The address that
    /// answered last comes first, whatever its family.
    /// </summary>
    /// <param name="resolved">The addresses, in the resolver's order.</param>
    /// <param name="lastAnswered">The address that answered last; null if no address has answered yet.</param>
    public static IReadOnlyList<IPAddress> Of(IReadOnlyList<IPAddress> resolved, IPAddress? lastAnswered)
    {
        var preferred = resolved.Distinct().OrderBy(address => address.Equals(lastAnswered) ? 0 : 1).ToArray();
        var families = preferred.GroupBy(address => address.AddressFamily).Select(family => family.ToArray()).ToArray();
        return [.. Enumerable.Range(0, preferred.Length).SelectMany(turn => families.Where(f => turn < f.Length).Select(f => f[turn]))];
    }
}
