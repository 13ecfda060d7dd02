using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using static Akka.Cluster.ClusterEvent;

namespace CryptoFlow.Cluster.Placement;

/// <summary>
/// Keeps the configured entities of a shard region running. Akka starts an entity when a message for it arrives, and forgets the entities of a node that is gone. So
/// each node of the role sends a start message for each configured entity every two seconds. The message changes nothing for an entity that runs.
/// </summary>
/// <remarks>Akka's remembered entities would need a durable store. Akka's sharded daemons have no ids, and their number is fixed when the cluster starts.</remarks>
internal sealed class KeepAliveActor : ReceiveActor, IWithTimers
{
    /// <summary>
    /// Time between two start messages. After a move or a loss, an entity may stand still for this time in addition to the time in which Akka finds a place for it.
    /// </summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The first start messages wait until no node of the role has come up for this time. Otherwise the first node of a starting cluster would get every entity, and
    /// each later node would cause moves.
    /// </summary>
    public static readonly TimeSpan Settles = TimeSpan.FromSeconds(3);

    private readonly IActorRef _region;
    private readonly ImmutableArray<string> _entities;
    private readonly string _role;
    private bool _begun;

    /// <param name="region">The shard region.</param>
    /// <param name="entities">The ids of the entities.</param>
    /// <param name="role">The role of the nodes on which the entities run.</param>
    public KeepAliveActor(IActorRef region, ImmutableArray<string> entities, string role)
    {
        (_region, _entities, _role) = (region, entities, role);
        Receive<MemberUp>(up => OnMemberUp(up.Member));
        Receive<IMemberEvent>(_ => { });
        Receive<Start>(_ => OnStart());

        // The region acknowledges each start.
        ReceiveAny(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc cref="KeepAliveActor(IActorRef, ImmutableArray{string}, string)"/>
    public static Props Props(IActorRef region, ImmutableArray<string> entities, string role) =>
        Akka.Actor.Props.Create(() => new KeepAliveActor(region, entities, role));

    protected override void PreStart() =>
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, SubscriptionInitialStateMode.InitialStateAsEvents, typeof(MemberUp));

    protected override void PostStop() => Akka.Cluster.Cluster.Get(Context.System).Unsubscribe(Self);

    private void OnMemberUp(Member member)
    {
        if (!_begun && member.HasRole(_role))
            Timers.StartSingleTimer(nameof(Start), Start.Instance, Settles);
    }

    private void OnStart()
    {
        _begun = true;
        foreach (var entity in _entities)
            _region.Tell(new ShardRegion.StartEntity(entity));
        Timers.StartSingleTimer(nameof(Start), Start.Instance, Every);
    }

    private sealed record Start
    {
        public static readonly Start Instance = new();
    }
}
