using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using CryptoFlow.Cluster.Operations;
using CryptoFlow.Cluster.Placement;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring;

namespace CryptoFlow.Cluster.Singletons;

/// <summary>
/// Lists where the singletons, collectors and traders run. The place of a singleton comes from the membership: it runs on the oldest node of its role. The start time
/// and the epoch of the writer come from the storage reports of its node (<see cref="SystemHealth.Storage"/>). The places of collectors and traders come from their
/// own reports.
/// </summary>
internal sealed class SingletonPlaces(ActorSystem system, MonitorBoard board, EntityBoard entities) : ISingletonPlaces
{
    private static readonly (string Name, string Role)[] All = [(NodeParts.Writer, NodeRoles.DatabaseName)];

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    public ImmutableArray<SingletonPlace> Now => [.. All.Select(part => PlaceOf(part.Name, OldestOf(part.Role))), .. entities.Places];

    /// <summary>If the report comes from another node than the oldest one, the writer is moving, and only its place is known.</summary>
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
