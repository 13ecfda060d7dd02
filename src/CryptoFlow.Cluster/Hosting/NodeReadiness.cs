using Akka.Actor;
using Akka.Cluster;
using CryptoFlow.Cluster.Commits;
using CryptoFlow.Cluster.Reading;
using CryptoFlow.Membership;

namespace CryptoFlow.Cluster.Hosting;

/// <summary>A node is ready when it is a member and a node with the database can be reached.</summary>
internal sealed class NodeReadiness(ActorSystem system, ReaderReach readers, CommitReach commits) : INodeReadiness
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    public string? Missing()
    {
        if (_cluster.IsTerminated || _cluster.SelfMember.Status != MemberStatus.Up)
            return "This node is no member of the cluster yet, or leaves it.";
        if (!readers.IsReached)
            return "No node with the database can be reached.";
        return commits.Follows ? null : "This node does not follow the commits of the writer yet.";
    }
}
