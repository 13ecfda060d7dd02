using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using CryptoFlow.Collectors;
using CryptoFlow.Market;
using CryptoFlow.Messages;
using CryptoFlow.Trading.Live;

namespace CryptoFlow.Cluster.Placement;

/// <summary>
/// Receives the reports of the collectors and traders on all nodes, this node included, and passes them to this node's collector manager and trader board. So health,
/// <c>/api/backfill</c> and <c>/status</c> show the collectors and traders of the whole cluster on every node. An entity that no node reports is shown as waiting.
/// </summary>
internal sealed class ReportReceiverActor : ReceiveActor, IWithTimers
{
    private readonly IActorRef _collectors;
    private readonly ITraderObserver _board;
    private readonly EntityBoard _entities;
    private readonly string _self = Akka.Cluster.Cluster.Get(Context.System).SelfAddress.ToString();
    private readonly TimeProvider _time;
    private readonly Dictionary<string, (IWireMessage Report, long At)> _newest = [];

    /// <param name="collectors">Takes the reports of collectors.</param>
    /// <param name="board">Takes the snapshots of traders.</param>
    /// <param name="entities">Learns where the entities run.</param>
    /// <param name="exchanges">The exchanges that the configuration collects.</param>
    /// <param name="traders">The traders that the configuration has, in its order, as they are before any report.</param>
    /// <param name="time">The clock.</param>
    public ReportReceiverActor(
        IActorRef collectors, ITraderObserver board, EntityBoard entities, ImmutableArray<Exchange> exchanges, ImmutableArray<TraderSnapshot> traders, TimeProvider time)
    {
        (_collectors, _board, _entities, _time) = (collectors, board, entities, time);
        foreach (var exchange in exchanges)
            Keep(new CollectorProtocol.CollectorReported(NotReported(exchange)));
        foreach (var trader in traders)
        {
            Keep(new TraderReported(trader));
            board.Show(trader);
        }

        Receive<CollectorProtocol.CollectorReported>(m =>
        {
            Keep(m);
            Locate(m);
            _collectors.Tell(m);
        });
        Receive<TraderReported>(m =>
        {
            Keep(m);
            Locate(m);
            _board.Show(m.Snapshot);
        });
        Receive<LookForSilence>(_ => OnLook());
        Receive<SubscribeAck>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc cref="ReportReceiverActor(IActorRef, ITraderObserver, EntityBoard, ImmutableArray{Exchange}, ImmutableArray{TraderSnapshot}, TimeProvider)"/>
    public static Props Props(
        IActorRef collectors, ITraderObserver board, EntityBoard entities, ImmutableArray<Exchange> exchanges, ImmutableArray<TraderSnapshot> traders, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new ReportReceiverActor(collectors, board, entities, exchanges, traders, time));

    protected override void PreStart()
    {
        DistributedPubSub.Get(Context.System).Mediator.Tell(new Subscribe(Reports.Topic, Self));
        Timers.StartPeriodicTimer(nameof(LookForSilence), LookForSilence.Instance, Reports.SilentAfter / 3);
    }

    private void Keep(IWireMessage report)
    {
        if (Reports.EntityOf(report) is { } entity)
            _newest[entity] = (report, _time.GetTimestamp());
    }

    /// <summary>The sender is the publisher of the node that runs the entity.</summary>
    private void Locate(IWireMessage report)
    {
        if (Reports.EntityOf(report) is { } entity && !Sender.IsNobody())
            _entities.Seen(entity, Sender.Path.Address.HasGlobalScope ? Sender.Path.Address.ToString() : _self);
    }

    private void OnLook()
    {
        foreach (var (entity, (report, at)) in _newest)
        {
            if (_time.GetElapsedTime(at) is var silent && silent < Reports.SilentAfter)
                continue;
            _entities.Lost(entity);
            if (report is CollectorProtocol.CollectorReported collector)
                _collectors.Tell(new CollectorProtocol.CollectorReported(collector.State with { Phase = CollectorPhase.Waiting, Detail = Sentence("collector", silent) }));
            else if (report is TraderReported trader)
                _board.Show(trader.Snapshot with { Phase = TraderPhase.Failing, Detail = Sentence("trader", silent) });
        }
    }

    private static string Sentence(string what, TimeSpan silent) => string.Create(
        CultureInfo.InvariantCulture, $"No node has reported this {what} for {silent.TotalSeconds:F0} s. No node runs it, or the node that runs it cannot be reached.");

    private static CollectorState NotReported(Exchange exchange) => new(
        exchange,
        CollectorPhase.Starting,
        Detail: null,
        ExchangeTimeOffsetMs: null,
        ImmutableDictionary<string, string>.Empty,
        Backfill: null,
        LastSyncAt: null,
        Requests: 0,
        RefusedByExchange: 0,
        Failures: 0,
        RejectedRows: 0,
        StaleCompletions: 0,
        BudgetUsed: 0,
        BudgetLimit: 0,
        PausedUntil: null);

    private sealed record LookForSilence
    {
        public static readonly LookForSilence Instance = new();
    }
}
