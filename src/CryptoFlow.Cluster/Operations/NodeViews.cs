using CryptoFlow.Cluster.Security;
using CryptoFlow.Configuration;
using CryptoFlow.Membership;

namespace CryptoFlow.Cluster.Operations;

/// <summary>Makes the view of this node that its health shows.</summary>
internal sealed class NodeViews(IClusterControl cluster, INodeReadiness readiness, NodeRoles roles, ClusterOptions options) : INodeView
{
    /// <summary>The end of the certificate that this node has read at its start. The file may hold a newer certificate by now.</summary>
    private readonly long? _certificateEndsAt = NodeCertificate.FindEnd(options.Tls)?.ToUnixTimeMilliseconds();

    public NodeView Now => new(cluster.Self, roles.ToNames(), cluster.Leader, cluster.Members, readiness.Missing()) { CertificateEndsAt = _certificateEndsAt };
}
