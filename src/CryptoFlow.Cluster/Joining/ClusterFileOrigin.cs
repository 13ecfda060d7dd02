using Akka.Actor;
using CryptoFlow.Membership;
using CryptoFlow.Storage;

namespace CryptoFlow.Cluster.Joining;

/// <summary>The origin that the members with the file have in their roles.</summary>
internal sealed class ClusterFileOrigin(ActorSystem system) : IFileOrigin
{
    public MarketOrigin? Find() => Akka.Cluster.Cluster.Get(system).State.Members
        .Where(member => member.HasRole(NodeRoles.DatabaseName)).Select(MarketRoles.FindOrigin).FirstOrDefault(origin => origin is not null);
}
