using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Market;
using static CryptoFlow.Cluster.Forming.FormingProtocol;

namespace CryptoFlow.Cluster.Forming;

/// <summary>
/// Publishes the forming candles of this node's streams: wanted series four times a second, other series every two seconds. While no node wants a series, this actor
/// wakes up every two seconds.
/// </summary>
internal sealed class FormingPublisherActor : ReceiveActor, IWithTimers
{
    private readonly IActorRef _mediator = DistributedPubSub.Get(Context.System).Mediator;
    private readonly Dictionary<IActorRef, (ImmutableArray<SeriesKey> Series, long At)> _nodes = [];
    private readonly FormingChanges _changes;
    private readonly TimeProvider _time;
    private HashSet<SeriesKey> _wanted = [];
    private long _restAt;

    /// <param name="board">The forming candles of this node's own streams.</param>
    /// <param name="time">The clock.</param>
    public FormingPublisherActor(FormingBoard board, TimeProvider time)
    {
        (_changes, _time, _restAt) = (new FormingChanges(board), time, time.GetTimestamp());
        Receive<FormingWanted>(wanted => OnWanted(wanted.Series));
        Receive<PublishDue>(_ => OnDue());
        Receive<SubscribeAck>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(FormingBoard board, TimeProvider time) => Akka.Actor.Props.Create(() => new FormingPublisherActor(board, time));

    protected override void PreStart()
    {
        _mediator.Tell(new Subscribe(WantedTopic, Self));
        Timers.StartSingleTimer(nameof(PublishDue), PublishDue.Instance, RestEvery);
    }

    private void OnWanted(ImmutableArray<SeriesKey> series)
    {
        if (!_nodes.ContainsKey(Sender))
            _changes.Renew();
        _nodes[Sender] = (series, _time.GetTimestamp());
        var atRest = _wanted.Count == 0;
        Sum();
        if (atRest && _wanted.Count > 0)
            Timers.StartSingleTimer(nameof(PublishDue), PublishDue.Instance, ChangesEvery);
    }

    private void OnDue()
    {
        // A timer may be early by a moment.
        if (_time.GetElapsedTime(_restAt) >= RestEvery - (ChangesEvery / 2))
        {
            _restAt = _time.GetTimestamp();
            Forget();
            Publish(_changes.OfAll());
        }
        else
        {
            Publish(_changes.Of(_wanted));
        }

        Timers.StartSingleTimer(nameof(PublishDue), PublishDue.Instance, _wanted.Count > 0 ? ChangesEvery : RestEvery);
    }

    private void Publish(ImmutableArray<FormingShown> messages)
    {
        foreach (var message in messages)
            _mediator.Tell(new Publish(ShownTopic, message));
    }

    /// <summary>Forgets the nodes that have not repeated their wishes.</summary>
    private void Forget()
    {
        foreach (var (node, (_, at)) in _nodes.ToList())
        {
            if (_time.GetElapsedTime(at) >= ForgottenAfter)
                _nodes.Remove(node);
        }

        Sum();
    }

    private void Sum() => _wanted = [.. _nodes.Values.SelectMany(n => n.Series)];

    private sealed record PublishDue
    {
        public static readonly PublishDue Instance = new();
    }
}
