using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using CryptoFlow.Cluster.Operations;
using CryptoFlow.Cluster.Placement;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring;

namespace CryptoFlow.Cluster.Singletons;

/// <summary>
/// Where the singletons run, from the members: a singleton runs on the oldest node of its role that is up. Since when, and under which epoch, the writer's node says in
/// its reports of the storage (<see cref="SystemHealth.Storage"/>). Then the collectors and traders, from their own reports.
/// </summary>
internal sealed class SingletonPlaces(ActorSystem system, MonitorBoard board, EntityBoard entities) : ISingletonPlaces
{
    private static readonly (string Name, string Role)[] All = [(NodeParts.Writer, NodeRoles.DatabaseName)];

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    public ImmutableArray<SingletonPlace> Now => [.. All.Select(part => PlaceOf(part.Name, OldestOf(part.Role))), .. entities.Places];

    /// <summary>A report of another node than the oldest one is about a writer that has moved, or has just not moved yet.</summary>
    private SingletonPlace PlaceOf(string name, string? address) =>
        name == NodeParts.Writer && board.Health is { Writer: { Open: true } writer } health && (health.Storage.Address ?? _cluster.SelfAddress.ToString()) == address
            ? new SingletonPlace(name, address, writer.OpenedAt, writer.Epoch)
            : new SingletonPlace(name, address, null, null);

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
