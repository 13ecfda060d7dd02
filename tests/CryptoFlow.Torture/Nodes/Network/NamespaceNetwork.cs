using System.Net;
using System.Net.NetworkInformation;

namespace CryptoFlow.Torture.Nodes.Network;

/// <summary>
/// Each node in a network namespace of its own, with two cables: one to the other nodes, and one to the clients and the exchanges. A cut takes the first cable out of
/// its bridge. The node's card stays up, so packets vanish as they do behind a switch that has failed, and the clients and the exchanges still reach the node.
/// </summary>
internal sealed class NamespaceNetwork : INodeNetwork
{
    private const int ClusterPort = 8110;
    private const int WebPort = 3000;
    private const int FirstHost = 11;
    private const int Gateway = 254;

    /// <summary>Pairs of subnets below 10.213.0.0.</summary>
    private const int Subnets = 100;

    private readonly string _tag;
    private readonly int _subnet;
    private readonly List<int> _made = [];
    private readonly Dictionary<string, TcpRelay> _relays = [];

    private NamespaceNetwork(int id)
    {
        // A name of an interface has at most 15 characters. Two runs of the tool on one machine differ in the process id, and in the subnet.
        _tag = $"cf{id % 10_000}";
        var taken = NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address).ToHashSet();
        _subnet = Enumerable.Range(id, Subnets).Select(n => 2 * (n % Subnets)).First(subnet => !taken.Contains(AddressIn(subnet + 1, Gateway)));
    }

    public string Name => "network namespaces";

    public bool CanCut => true;

    /// <summary>Builds the two bridges.</summary>
    /// <exception cref="InvalidOperationException">This user or this machine cannot make network namespaces; the message says why.</exception>
    public static NamespaceNetwork Create()
    {
        var network = new NamespaceNetwork(Environment.ProcessId);
        try
        {
            foreach (var side in (string[])["c", "w"])
            {
                SystemCommand.Run("ip", "link", "add", network.Bridge(side), "type", "bridge");
                SystemCommand.Run("ip", "link", "set", network.Bridge(side), "up");
            }

            SystemCommand.Run("ip", "addr", "add", $"{network.WebAddress(Gateway)}/24", "dev", network.Bridge("w"));
            return network;
        }
        catch
        {
            network.Remove();
            throw;
        }
    }

    public NodePlace PlaceOf(int node)
    {
        if (!_made.Contains(node))
            Make(node);
        return new NodePlace(
            new IPEndPoint(ClusterAddress(FirstHost + node), ClusterPort),
            new Uri($"http://{WebAddress(FirstHost + node)}:{WebPort}"),
            ["ip", "netns", "exec", Space(node)]);
    }

    /// <summary>The exchanges listen on this machine's loopback, which no namespace reaches: a relay on the clients' bridge leads there.</summary>
    public string AddressForNodes(string loopbackAddress)
    {
        var target = new Uri(loopbackAddress);
        if (!_relays.TryGetValue(loopbackAddress, out var relay))
            _relays[loopbackAddress] = relay = TcpRelay.Start(WebAddress(Gateway), target.Port);
        return $"http://{relay.Address}";
    }

    public void Cut(int node) => SystemCommand.Run("ip", "link", "set", Cable("c", node), "nomaster");

    public void Heal(int node) => SystemCommand.Run("ip", "link", "set", Cable("c", node), "master", Bridge("c"));

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays.Values)
            await relay.DisposeAsync();
        Remove();
    }

    private void Make(int node)
    {
        _made.Add(node);
        var space = Space(node);
        SystemCommand.Run("ip", "netns", "add", space);
        SystemCommand.Run("ip", "-n", space, "link", "set", "lo", "up");
        foreach (var (side, address) in ((string, IPAddress)[])[("c", ClusterAddress(FirstHost + node)), ("w", WebAddress(FirstHost + node))])
        {
            var inside = side == "c" ? "cluster0" : "web0";
            SystemCommand.Run("ip", "link", "add", Cable(side, node), "type", "veth", "peer", "name", inside, "netns", space);
            SystemCommand.Run("ip", "link", "set", Cable(side, node), "master", Bridge(side), "up");
            SystemCommand.Run("ip", "-n", space, "addr", "add", $"{address}/24", "dev", inside);
            SystemCommand.Run("ip", "-n", space, "link", "set", inside, "up");
        }
    }

    /// <summary>A namespace takes its cables with it, but on a busy machine seconds later. The next network of this process uses the same names.</summary>
    private void Remove()
    {
        foreach (var node in _made)
        {
            SystemCommand.TryRun("ip", "link", "del", Cable("c", node));
            SystemCommand.TryRun("ip", "link", "del", Cable("w", node));
            SystemCommand.TryRun("ip", "netns", "del", Space(node));
        }

        SystemCommand.TryRun("ip", "link", "del", Bridge("c"));
        SystemCommand.TryRun("ip", "link", "del", Bridge("w"));
    }

    private string Space(int node) => $"{_tag}n{node}";

    private string Cable(string side, int node) => $"{_tag}{side}{node}";

    private string Bridge(string side) => $"{_tag}{side}br";

    private IPAddress ClusterAddress(int host) => AddressIn(_subnet, host);

    private IPAddress WebAddress(int host) => AddressIn(_subnet + 1, host);

    private static IPAddress AddressIn(int subnet, int host) => new([10, 213, (byte)subnet, (byte)host]);
}
