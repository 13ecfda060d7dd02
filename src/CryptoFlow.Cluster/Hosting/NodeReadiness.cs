using Akka.Actor;
using Akka.Cluster;
using CryptoFlow.Cluster.Reading;
using CryptoFlow.Membership;

namespace CryptoFlow.Cluster.Hosting;

/// <summary>A node is ready when it is a member and a node with the database can be reached.</summary>
internal sealed class NodeReadiness(ActorSystem system, ReaderReach readers) : INodeReadiness
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    public string? Missing()
    {
        if (_cluster.IsTerminated || _cluster.SelfMember.Status != MemberStatus.Up)
            return "This node is no member of the cluster yet, or leaves it.";
        return readers.IsReached ? null : "No node with the database can be reached.";
    }
}
