using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Cluster;
using CryptoFlow.Membership;

namespace CryptoFlow.Cluster.Operations;

/// <summary>The cluster of this process's actor system, by the public methods of Akka.Cluster.</summary>
public sealed class ClusterControl(ActorSystem system, TimeProvider time, ISingletonPlaces singletons) : IClusterControl
{
    /// <summary>Maximum number of changes that wait for one caller of <see cref="TailAsync"/>. When more wait, the oldest is dropped, and a line says so.</summary>
    private const int MaxUnread = 1_000;

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    public string Self => _cluster.SelfAddress.ToString();

    public string? Leader => _cluster.State.Leader?.ToString();

    public ImmutableArray<ClusterMember> Members
    {
        get
        {
            var state = _cluster.State;
            var unreachable = state.Unreachable.Select(m => m.UniqueAddress).ToHashSet();
            return
            [
                .. state.Members
                    .OrderBy(m => m.Address.ToString(), StringComparer.Ordinal)
                    .Select(m => new ClusterMember(m.Address.ToString(), RolesOf(m), NameOf(m.Status), !unreachable.Contains(m.UniqueAddress), m.AppVersion.Version)),
            ];
        }
    }

    public ImmutableArray<SingletonPlace> Singletons => singletons.Now;

    public void Join(string address) => _cluster.Join(Address.Parse(address));

    public void Leave(string address) => _cluster.Leave(Address.Parse(address));

    public void Down(string address) => _cluster.Down(Address.Parse(address));

    public async IAsyncEnumerable<ClusterNotice> TailAsync([EnumeratorCancellation] CancellationToken ended)
    {
        var changes = new TailBuffer(MaxUnread);
        var watcher = system.ActorOf(ClusterTailActor.Props(changes, time));
        try
        {
            await foreach (var change in changes.ReadAsync(ended))
                yield return change;
        }
        finally
        {
            system.Stop(watcher);
        }
    }

    internal static string NameOf(MemberStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>The roles of the configuration. The other roles of a member are for the program only.</summary>
    internal static ImmutableArray<string> RolesOf(Member member) => [.. member.Roles.Where(role => NodeRoles.Names.Contains(role)).Order(StringComparer.Ordinal)];
}
