using Akka.Actor;
using CryptoFlow.Cluster.Security;
using CryptoFlow.Configuration;
using CryptoFlow.Membership;

namespace CryptoFlow.Cluster.Endings;

/// <summary>Translates the reason of Akka's coordinated shutdown into an exit code and a sentence. No other class knows Akka's reasons.</summary>
internal sealed class NodeEnd(ActorSystem system, DialFaults faults, ClusterOptions options) : INodeEnd
{
    public (int ExitCode, string Sentence)? Find() => Of(CoordinatedShutdown.Get(system).ShutdownReason, faults.Sentences, hasTls: !string.IsNullOrEmpty(options.Tls.CertificatePath));

    /// <param name="reason">Akka's reason.</param>
    /// <param name="faults">The nodes with which the last TLS handshake has failed, a sentence for each; empty for none.</param>
    /// <param name="hasTls">Whether this node has a certificate.</param>
    internal static (int ExitCode, string Sentence)? Of(CoordinatedShutdown.Reason? reason, string faults = "", bool hasTls = true) => reason switch
    {
        CoordinatedShutdown.ClusterLeavingReason => (NodeExitCodes.Left, "This node has left the cluster."),
        CoordinatedShutdown.ClusterDowningReason => (NodeExitCodes.Downed, "The cluster has removed this node, or this node was on the losing side of a partition."),
        CoordinatedShutdown.ClusterJoinUnsuccessfulReason when faults.Length > 0 => (NodeExitCodes.Tls, NotJoined(faults)),
        CoordinatedShutdown.ClusterJoinUnsuccessfulReason => (
            NodeExitCodes.NotJoined,
            $"No seed node let this node join the cluster.{(hasTls ? "" : " This node has no certificate (CryptoFlow:Cluster:Tls); if the seed nodes have certificates, they refuse this node.")}"),
        { ExitCode: NodeExitCodes.Tls } => (NodeExitCodes.Tls, $"A TLS handshake with another node failed; the log says with which.{(faults.Length == 0 ? "" : " ")}{faults}"),
        _ => null,
    };

    /// <summary>The sentence of a node that TLS keeps out of the cluster.</summary>
    internal static string NotJoined(string faults) => $"No seed node let this node join the cluster, and a TLS handshake failed. {faults}";
}
