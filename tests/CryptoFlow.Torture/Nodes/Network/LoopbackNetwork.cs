using System.Net;

namespace CryptoFlow.Torture.Nodes.Network;

/// <summary>All nodes on 127.0.0.1, each on ports of its own. Nothing can be cut.</summary>
internal sealed class LoopbackNetwork : INodeNetwork
{
    private readonly List<NodePlace> _places = [];
    private int _next;

    /// <param name="firstPort">The first port that is tried. Ports in use are left out.</param>
    public LoopbackNetwork(int firstPort) => _next = firstPort;

    public string Name => "loopback";

    public bool CanCut => false;

    public NodePlace PlaceOf(int node)
    {
        while (_places.Count <= node)
            _places.Add(new NodePlace(new IPEndPoint(IPAddress.Loopback, FreePort()), new Uri($"http://127.0.0.1:{FreePort()}"), []));
        return _places[node];
    }

    public string AddressForNodes(string loopbackAddress) => loopbackAddress;

    public void Cut(int node) => throw new NotSupportedException("Nodes on loopback cannot be cut off.");

    public void Heal(int node) => throw new NotSupportedException("Nodes on loopback cannot be cut off.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private int FreePort()
    {
        while (_next < LoopbackPorts.End)
        {
            if (LoopbackPorts.TryReserve(_next++))
                return _next - 1;
        }

        throw new InvalidOperationException($"There is no free port below {LoopbackPorts.End}.");
    }
}
