using System.Collections.Immutable;

namespace CryptoFlow.Membership;

/// <summary>
/// The view that a node has of itself and of the members of the cluster, for health. A process that runs alone does not have this service. Safe for concurrent use.
/// </summary>
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
    /// <summary>When the certificate of this node ends, ms UTC; null without TLS.</summary>
    public long? CertificateEndsAt { get; init; }
}
