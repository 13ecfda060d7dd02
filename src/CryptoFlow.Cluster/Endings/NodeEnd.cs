using Akka.Actor;
using CryptoFlow.Cluster.Security;
using CryptoFlow.Membership;

namespace CryptoFlow.Cluster.Endings;

/// <summary>Translates the reason of Akka's coordinated shutdown into an exit code and a sentence. No other class knows Akka's reasons.</summary>
internal sealed class NodeEnd(ActorSystem system, PeerCheck peers) : INodeEnd
{
    public (int ExitCode, string Sentence)? Find() => Of(CoordinatedShutdown.Get(system).ShutdownReason, peers.LastRefusal);

    /// <param name="reason">Akka's reason.</param>
    /// <param name="refusal">The last certificate that this node has refused, as a sentence; null for none.</param>
    internal static (int ExitCode, string Sentence)? Of(CoordinatedShutdown.Reason? reason, string? refusal = null) => reason switch
    {
        CoordinatedShutdown.ClusterLeavingReason => (NodeExitCodes.Left, "This node has left the cluster."),
        CoordinatedShutdown.ClusterDowningReason => (NodeExitCodes.Downed, "The cluster has removed this node, or this node was on the losing side of a partition."),
        CoordinatedShutdown.ClusterJoinUnsuccessfulReason => (NodeExitCodes.NotJoined, "No seed node let this node join the cluster."),
        { ExitCode: NodeExitCodes.Tls } => (NodeExitCodes.Tls, $"A TLS handshake with another node failed{(refusal is null ? "; the log says with which." : $". {refusal}")}"),
        _ => null,
    };
}
