using Akka.Actor;
using Akka.Cluster;
using CryptoFlow.Membership;

namespace CryptoFlow.Cluster.Operations;

/// <summary>Writes each change of the cluster into a buffer, for one caller of <c>cluster tail</c>. The caller stops it.</summary>
internal sealed class ClusterTailActor : ReceiveActor
{
    private readonly TailBuffer _changes;
    private readonly TimeProvider _time;
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    public ClusterTailActor(TailBuffer changes, TimeProvider time)
    {
        (_changes, _time) = (changes, time);
        Receive<ClusterEvent.IMemberEvent>(e => Write($"member {ClusterControl.NameOf(e.Member.Status)}", e.Member.Address, $"[{string.Join(',', ClusterControl.RolesOf(e.Member))}]"));
        Receive<ClusterEvent.UnreachableMember>(e => Write("unreachable", e.Member.Address, null));
        Receive<ClusterEvent.ReachableMember>(e => Write("reachable", e.Member.Address, null));
        Receive<ClusterEvent.LeaderChanged>(e => Write("leader", e.Leader, null));
    }

    public static Props Props(TailBuffer changes, TimeProvider time) => Akka.Actor.Props.Create(() => new ClusterTailActor(changes, time));

    protected override void PreStart() => _cluster.Subscribe(
        Self,
        ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.IMemberEvent),
        typeof(ClusterEvent.IReachabilityEvent),
        typeof(ClusterEvent.LeaderChanged));

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        _changes.End();
    }

    private void Write(string change, Address? address, string? detail) =>
        _changes.Write(new ClusterNotice(_time.GetUtcNow().ToUnixTimeMilliseconds(), change, address?.ToString(), detail));
}
