using System.Net;

namespace CryptoFlow.Torture.Nodes.Network;

/// <summary>Where a node of the cluster under test is reached, and how its process is started.</summary>
/// <param name="Cluster">The address and the port for the other nodes.</param>
/// <param name="Web">The address for clients. The tool reaches it even while the node is cut off from the other nodes.</param>
/// <param name="Wrapper">The program, with its options, that starts the node's process; empty: none.</param>
internal sealed record NodePlace(IPEndPoint Cluster, Uri Web, string[] Wrapper);

/// <summary>The network between the nodes of a cluster under test.</summary>
internal interface INodeNetwork : IAsyncDisposable
{
    /// <summary>The name in the tool's output.</summary>
    string Name { get; }

    /// <summary>Whether nodes can be cut off.</summary>
    bool CanCut { get; }

    /// <summary>The place of a node, by its number from 0. The place never changes. Of two nodes the one with the lower number has the lower address.</summary>
    NodePlace PlaceOf(int node);

    /// <summary>The address by which the nodes reach a server that listens on this machine's loopback.</summary>
    string AddressForNodes(string loopbackAddress);

    /// <summary>From now on nothing passes between this node and the other nodes. No side is told: packets vanish.</summary>
    void Cut(int node);

    /// <summary>Ends the cut.</summary>
    void Heal(int node);
}
