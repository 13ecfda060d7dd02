using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using CryptoFlow.Cluster.Operations;
using CryptoFlow.Membership;

namespace CryptoFlow.Cluster.Singletons;

/// <summary>
/// Where the singletons run, from the members: a singleton runs on the oldest node of its role that is up. Since when, only the node knows that runs it.
/// </summary>
internal sealed class SingletonPlaces(ActorSystem system, SingletonBoard here) : ISingletonPlaces
{
    private static readonly (string Name, string Role)[] All = [(NodeParts.Writer, NodeRoles.DatabaseName)];

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    public ImmutableArray<SingletonPlace> Now => [.. All.Select(part => new SingletonPlace(part.Name, OldestOf(part.Role), here.SinceOf(part.Name), null))];

    private string? OldestOf(string role)
    {
        Member? oldest = null;
        foreach (var member in _cluster.State.Members.Where(m => m.Status is MemberStatus.Up or MemberStatus.Leaving && m.HasRole(role)))
        {
            if (oldest is null || member.IsOlderThan(oldest))
                oldest = member;
        }

        return oldest?.Address.ToString();
    }
}
