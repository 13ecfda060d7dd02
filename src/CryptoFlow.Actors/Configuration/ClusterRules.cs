using System.Globalization;
using System.Net;
using CryptoFlow.Membership;

namespace CryptoFlow.Configuration;

/// <summary>Checks of <see cref="ClusterOptions"/> that need more than one value, or more than a range.</summary>
public static class ClusterRules
{
    private const string Section = $"{CryptoFlowOptions.Section}:Cluster";

    /// <summary>One sentence for each value that stops the start, naming its key.</summary>
    public static IEnumerable<string> Failures(ClusterOptions o)
    {
        foreach (var role in o.Roles.Where(r => !NodeRoles.Names.Contains(r, StringComparer.OrdinalIgnoreCase)))
            yield return $"{Section}:Roles holds '{role}'; allowed are {string.Join(", ", NodeRoles.Names[..^1])} and {NodeRoles.Names[^1]}.";
        if (Uri.CheckHostName(o.Hostname) == UriHostNameType.Unknown)
            yield return $"{Section}:Hostname is '{o.Hostname}'; it must be a name or an IP address by which the other nodes reach this node, without a port.";
        foreach (var seed in o.SeedNodes.Where(s => !TryParseSeed(s, out _, out _)))
            yield return $"{Section}:SeedNodes holds '{seed}'; a seed node is host:port, such as 10.0.0.5:8110.";
        foreach (var failure in Tls(o))
            yield return failure;
        if (!o.Enabled)
            yield break;
        if (o.SeedNodes.Count == 0)
            yield return $"{Section}:SeedNodes is empty; it must name at least one node, such as 127.0.0.1:8110, the same list on every node.";
        foreach (var failure in Quorum(o))
            yield return failure;
    }

    /// <summary>One sentence for each combination that works but may surprise the operator. The sentences are logged at the start.</summary>
    public static IEnumerable<string> Warnings(ClusterOptions o)
    {
        if (!o.Enabled)
            yield break;
        if (o.SeedNodes.Count == 2 && Is(o.Downing, ClusterOptions.KeepMajority))
        {
            yield return "With two nodes and keep-majority, the loss of the node with the lower address also ends the other node. "
                + "A supervisor must start it again. Three nodes or more survive the loss of one.";
        }

        if (o.Tls.CertificatePath is null or "" && !IsLoopback(o.Hostname))
            yield return $"{Section}:Tls:CertificatePath is not set and the node listens at {o.Hostname}: whoever reaches this port controls the process.";
    }

    /// <summary>Splits <c>host:port</c>; an IPv6 address is in brackets. False for any other text, and for the null of a JSON file.</summary>
    public static bool TryParseSeed(string? seed, out string host, out int port)
    {
        (host, port) = ("", 0);
        if (seed is null)
            return false;
        var colon = seed.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(seed.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65_535)
            return false;
        host = seed[..colon];
        return Uri.CheckHostName(host) != UriHostNameType.Unknown;
    }

    private static IEnumerable<string> Quorum(ClusterOptions o)
    {
        if (!Is(o.Downing, ClusterOptions.StaticQuorum))
        {
            if (o.QuorumSize > 0)
                yield return $"{Section}:QuorumSize is {o.QuorumSize}, but {Section}:Downing is {o.Downing}; it has a meaning for {ClusterOptions.StaticQuorum} only.";
            yield break;
        }

        if (o.QuorumSize == 0)
            yield return $"{Section}:QuorumSize is not set; {ClusterOptions.StaticQuorum} needs the number of nodes that must remain, more than half of all nodes.";
        else if (o.SeedNodes.Count > (2 * o.QuorumSize) - 1)
            yield return $"{Section}:QuorumSize is {o.QuorumSize}, and {o.SeedNodes.Count} seed nodes are configured. With more than {(2 * o.QuorumSize) - 1} nodes two sides of a "
                + "partition could both have the quorum, so the loss of any node would end all nodes. The size must be more than half of all nodes.";
    }

    private static IEnumerable<string> Tls(ClusterOptions o)
    {
        var files = new[] { ("CertificatePath", o.Tls.CertificatePath), ("KeyPath", o.Tls.KeyPath), ("AuthorityPath", o.Tls.AuthorityPath) };
        if (files.All(f => string.IsNullOrEmpty(f.Item2)))
            yield break;
        foreach (var (key, path) in files)
        {
            if (string.IsNullOrEmpty(path))
                yield return $"{Section}:Tls:{key} is not set; encryption needs CertificatePath, KeyPath and AuthorityPath.";
            else if (!File.Exists(path))
                yield return $"{Section}:Tls:{key} is '{path}'; there is no such file.";
        }
    }

    private static bool Is(string value, string name) => string.Equals(value, name, StringComparison.OrdinalIgnoreCase);

    private static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
