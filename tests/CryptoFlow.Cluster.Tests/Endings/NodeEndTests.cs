using Akka.Actor;
using CryptoFlow.Cluster.Endings;

namespace CryptoFlow.Cluster.Tests.Endings;

/// <summary>What a supervisor sees.</summary>
public sealed class NodeEndTests
{
    [Fact]
    public void Each_end_has_its_exit_code_and_a_planned_leave_is_a_success()
    {
        Assert.Equal(0, NodeEnd.Of(CoordinatedShutdown.ClusterLeavingReason.Instance)?.ExitCode);
        Assert.Equal(70, NodeEnd.Of(CoordinatedShutdown.ClusterDowningReason.Instance)?.ExitCode);
        Assert.Equal(73, NodeEnd.Of(CoordinatedShutdown.ClusterJoinUnsuccessfulReason.Instance)?.ExitCode);
        Assert.Equal(79, NodeEnd.Of(new TlsFailure())?.ExitCode);
    }

    [Fact]
    public void A_node_that_no_seed_let_join_says_whether_TLS_is_the_reason()
    {
        var joinFailed = CoordinatedShutdown.ClusterJoinUnsuccessfulReason.Instance;

        Assert.Equal((79, "No seed node let this node join the cluster, and a TLS handshake failed. The reason."), NodeEnd.Of(joinFailed, "The reason."));
        Assert.EndsWith(" This node has no certificate (CryptoFlow:Cluster:Tls); if the seed nodes have certificates, they refuse this node.", NodeEnd.Of(joinFailed, hasTls: false)?.Sentence, StringComparison.Ordinal);
        Assert.Equal((73, "No seed node let this node join the cluster."), NodeEnd.Of(joinFailed));
    }

    [Fact]
    public void A_stop_from_outside_is_not_the_cluster_s()
    {
        Assert.Null(NodeEnd.Of(null));
        Assert.Null(NodeEnd.Of(CoordinatedShutdown.ActorSystemTerminateReason.Instance));
    }

    /// <summary>As Akka.Remote gives it: a reason of its own with Akka's exit code.</summary>
    private sealed class TlsFailure : CoordinatedShutdown.Reason
    {
        public override int ExitCode => 79;
    }
}
