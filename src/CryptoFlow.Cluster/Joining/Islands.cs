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
    public static bool MustEnd(ImmutableSortedSet<string> own, ImmutableSortedSet<string> other)
    {
        // A shared member means one cluster, of which one side has not learnt of a change yet.
        if (own.IsEmpty || other.IsEmpty || own.Overlaps(other))
            return false;
        return own.Count != other.Count ? own.Count < other.Count : string.CompareOrdinal(own.Min, other.Min) > 0;
    }
}
