using System.Collections.Immutable;
using Akka.Actor;

namespace CryptoFlow.Cluster.Reading;

/// <summary>The nodes that can answer a read, as this node sees them. A value: each change gives a new one.</summary>
/// <param name="Local">This node, if it has readers of its own; else null.</param>
/// <param name="Up">All nodes with readers that are up, ascending by address.</param>
/// <param name="Unreachable">The nodes from which heartbeats are missing.</param>
internal sealed record ReaderNodes(Address? Local, ImmutableSortedSet<Address> Up, ImmutableHashSet<Address> Unreachable)
{
    public static ReaderNodes Of(Address? local) => new(local, ImmutableSortedSet.Create<Address>(Comparer<Address>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()))), []);

    public ReaderNodes WithUp(Address node) => this with { Up = Up.Add(node) };

    public ReaderNodes Without(Address node) => this with { Up = Up.Remove(node), Unreachable = Unreachable.Remove(node) };

    public ReaderNodes WithUnreachable(Address node) => this with { Unreachable = Unreachable.Add(node) };

    public ReaderNodes WithReachable(Address node) => this with { Unreachable = Unreachable.Remove(node) };

    public bool Serves(Address node) => node == Local || (Up.Contains(node) && !Unreachable.Contains(node));

    /// <summary>Chooses the node to ask: this node if it has readers, else one of the other nodes, in turn. Null if no node can answer.</summary>
    /// <param name="turn">A number that grows with each request.</param>
    /// <param name="except">A node that has failed with this request, or null.</param>
    public Address? Choose(int turn, Address? except = null)
    {
        if (Local is not null && Local != except)
            return Local;
        var able = Up.Where(node => !Unreachable.Contains(node) && node != except).ToList();
        return able.Count == 0 ? null : able[(int)((uint)turn % (uint)able.Count)];
    }
}
