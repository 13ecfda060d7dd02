using CryptoFlow.Cluster.Security;
using CryptoFlow.Configuration;
using CryptoFlow.Membership;

namespace CryptoFlow.Cluster.Operations;

/// <summary>This node's view for its health.</summary>
internal sealed class NodeViews(IClusterControl cluster, INodeReadiness readiness, NodeRoles roles, ClusterOptions options) : INodeView
{
    /// <summary>The node shows the certificate that it has read at its start, also when the file holds another one now.</summary>
    private readonly long? _certificateEndsAt = NodeCertificate.FindEnd(options.Tls)?.ToUnixTimeMilliseconds();

    public NodeView Now => new(cluster.Self, roles.ToNames(), cluster.Leader, cluster.Members, readiness.Missing()) { CertificateEndsAt = _certificateEndsAt };
}
