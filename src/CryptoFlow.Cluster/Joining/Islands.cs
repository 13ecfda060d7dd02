using System.Collections.Immutable;

namespace CryptoFlow.Cluster.Joining;

/// <summary>
/// Two clusters that have formed from the same seed list: a seed that was cut off has founded a second one. They never merge by themselves. Pure.
/// </summary>
internal static class Islands
{
    /// <summary>
    /// True if the nodes of this cluster have to end, so that their supervisors start them again and they join the other cluster. Both sides come to opposite
    /// answers: the cluster with fewer members that can be reached ends; of two of the same size, the cluster without the lowest address.
    /// </summary>
    /// <remarks>
    /// Members that cannot be reached count for the question whether there are two clusters, because a cluster whose network is cut is one cluster. They do not count for its size: a node that
    /// was stopped during a restart of all others would otherwise bring its list of the dead, and outvote the cluster that runs.
    /// </remarks>
    /// <param name="own">What this node says of its cluster.</param>
    /// <param name="other">What another node says of its cluster.</param>
    public static bool MustEnd(NodeGreeting own, NodeGreeting other)
    {
        // A shared member means one cluster, of which one side has not learnt of a change yet. A predecessor on the same address is no shared member.
        if (own.Members.IsEmpty || other.Members.IsEmpty || own.Members.Any(m => other.Members.Any(m.Matches)))
            return false;
        return own.Reachable != other.Reachable ? own.Reachable < other.Reachable : own.Members.Min.CompareTo(other.Members.Min) > 0;
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
