using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using CryptoFlow.Collectors;
using CryptoFlow.Messages;
using CryptoFlow.Trading.Live;

namespace CryptoFlow.Cluster.Placement;

/// <summary>
/// Publishes the newest report of each collector and trader that runs on this node: a changed report within a second, all reports again every five seconds.
/// </summary>
internal sealed class ReportPublisherActor : ReceiveActor, IWithTimers
{
    private readonly IActorRef _mediator = DistributedPubSub.Get(Context.System).Mediator;
    private readonly Dictionary<string, Entity> _entities = [];
    private int _ticks;

    public ReportPublisherActor()
    {
        Receive<CollectorProtocol.CollectorReported>(OnReported);
        Receive<TraderReported>(OnReported);
        Receive<Terminated>(m => OnStopped(m.ActorRef));
        Receive<PublishDue>(_ => Publish());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props() => Akka.Actor.Props.Create(() => new ReportPublisherActor());

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(PublishDue), PublishDue.Instance, Reports.ChangesEvery);

    private void OnReported(IWireMessage report)
    {
        if (Reports.EntityOf(report) is not { } entity)
            return;
        Context.Watch(Sender);
        _entities[entity] = new Entity(Sender, report, IsNew: true);
    }

    /// <summary>Drops the last report of an entity that has stopped. The next owner of the entity reports it, and the old report would only be late.</summary>
    private void OnStopped(IActorRef owner)
    {
        foreach (var (id, _) in _entities.Where(e => e.Value.Owner.Equals(owner)).ToList())
            _entities.Remove(id);
    }

    private void Publish()
    {
        var all = ++_ticks % Reports.RepeatAfter == 0;
        foreach (var (id, entity) in _entities.Where(e => all || e.Value.IsNew).ToList())
        {
            _mediator.Tell(new Publish(Reports.Topic, entity.Report));
            _entities[id] = entity with { IsNew = false };
        }
    }

    private sealed record Entity(IActorRef Owner, IWireMessage Report, bool IsNew);

    private sealed record PublishDue
    {
        public static readonly PublishDue Instance = new();
    }
}
