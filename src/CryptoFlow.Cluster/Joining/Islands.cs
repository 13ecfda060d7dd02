using System.Collections.Immutable;

namespace CryptoFlow.Cluster.Joining;

/// <summary>
/// Two clusters that have formed from the same seed list: a seed that was cut off has founded a second one. They never merge by themselves. Pure.
/// </summary>
internal static class Islands
{
    /// <summary>
    /// True if the nodes of this cluster have to end, so that their supervisors start them again and they join the other cluster. Both sides come to opposite
    /// answers: the smaller cluster ends; of two of the same size, the cluster without the lowest address.
    /// </summary>
    /// <param name="own">The members of this node's cluster.</param>
    /// <param name="other">The members of another node's cluster.</param>
    public static bool MustEnd(ImmutableSortedSet<NodeIdentity> own, ImmutableSortedSet<NodeIdentity> other)
    {
        // A shared member means one cluster, of which one side has not learnt of a change yet. A predecessor on the same address is no shared member.
        if (own.IsEmpty || other.IsEmpty || own.Any(m => other.Any(m.Matches)))
            return false;
        return own.Count != other.Count ? own.Count < other.Count : own.Min.CompareTo(other.Min) > 0;
    }

    /// <summary>
    /// True if the other node counts this node as a member of its cluster, but is no member of this node's cluster. For some seconds after a join that is normal. If it
    /// lasts, this node has joined the other cluster without learning of it, and has founded one of its own.
    /// </summary>
    /// <param name="own">The members of this node's cluster.</param>
    /// <param name="self">This node.</param>
    /// <param name="other">The members of the other node's cluster.</param>
    /// <param name="sender">The address of the other node.</param>
    public static bool IsOneSided(ImmutableSortedSet<NodeIdentity> own, NodeIdentity self, ImmutableSortedSet<NodeIdentity> other, string sender) =>
        !own.IsEmpty && other.Contains(self) && other.Any(m => m.Address == sender) && !own.Any(m => m.Address == sender);
}
