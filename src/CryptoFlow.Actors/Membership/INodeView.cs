using System.Collections.Immutable;

namespace CryptoFlow.Membership;

/// <summary>What a node of a cluster knows of itself and of the members, for health. A process that runs alone has none. Safe for concurrent use.</summary>
public interface INodeView
{
    NodeView Now { get; }
}

/// <summary>A node's view of itself and of the cluster.</summary>
/// <param name="Address">The address of this node, by which others call it.</param>
/// <param name="Roles">The roles of this node.</param>
/// <param name="Leader">The leader as this node sees it, or null.</param>
/// <param name="Members">All members as this node sees them, ordered by address.</param>
/// <param name="Missing">Why this node cannot answer requests; null if it can.</param>
public sealed record NodeView(string Address, ImmutableArray<string> Roles, string? Leader, ImmutableArray<ClusterMember> Members, string? Missing)
{
    /// <summary>When the certificate ends that this node shows to the others, ms UTC; null without TLS.</summary>
    public long? CertificateEndsAt { get; init; }
}
