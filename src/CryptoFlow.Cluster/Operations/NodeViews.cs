using CryptoFlow.Membership;

namespace CryptoFlow.Cluster.Operations;

/// <summary>This node's view for its health.</summary>
internal sealed class NodeViews(IClusterControl cluster, INodeReadiness readiness, NodeRoles roles) : INodeView
{
    public NodeView Now => new(cluster.Self, roles.ToNames(), cluster.Leader, cluster.Members, readiness.Missing());
}
