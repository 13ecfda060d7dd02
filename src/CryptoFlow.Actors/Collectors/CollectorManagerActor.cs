using System.Collections.Immutable;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using static CryptoFlow.Collectors.CollectorProtocol;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>Passes users' requests on to the collectors in scope, on whatever node they run, and keeps the newest state of each collector.</summary>
/// <remarks>
/// The manager does not know where a collector is: it sends an <see cref="IExchangeRequest"/> to the actor that leads to the exchange's collector. In a single
/// process that is the collector itself, a child of the manager. In a cluster it is the shard region of the collectors, and each node has its own manager.
/// Supervision of children: an exception of a collector is a defect. The collector is restarted and resumes by searching; its streams end with the old instance.
/// </remarks>
public sealed partial class CollectorManagerActor : ReceiveActor, IWithTimers
{
    /// <summary>Time limit for an answer of a collector. Collectors answer from memory, so a collector that takes longer is restarting.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Time limit for work under way when the program stops: a page may be on its way to the writer. The composition waits for 1 s, and a timer of Akka's scheduler
    /// fires up to two ticks (200 ms, <c>hocon/cryptoflow.conf</c>) late.
    /// </summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromMilliseconds(750);

    private readonly ImmutableArray<ExchangePlan> _plans;
    private readonly Func<IActorContext, Exchange, IActorRef> _collectorOf;
    private readonly IActorRef _observer;
    private readonly ILogger _logger;
    private readonly Dictionary<Exchange, IActorRef> _collectors = [];
    private readonly Dictionary<Exchange, CollectorState> _states = [];
    private readonly Dictionary<RequestId, UserRequest> _requests = [];
    private readonly HashSet<IActorRef> _stopping = [];
    private IActorRef _stopAskedBy = ActorRefs.Nobody;

    /// <param name="plans">One plan for each collected exchange; empty if collecting is switched off.</param>
    /// <param name="collectorOf">The actor that leads to the exchange's collector. Asked once for each exchange, when the manager starts.</param>
    /// <param name="observer">Receives each report of a collector.</param>
    /// <param name="logger">The log.</param>
    public CollectorManagerActor(
        ImmutableArray<ExchangePlan> plans, Func<IActorContext, Exchange, IActorRef> collectorOf, IActorRef observer, ILogger logger)
    {
        (_plans, _collectorOf, _observer, _logger) = (plans, collectorOf, observer, logger);
        Receive<StartBackfill>(OnStart);
        Receive<CancelBackfill>(OnCancel);
        Receive<GetBackfill>(_ => Sender.Tell(new BackfillStatus([.. _states.OrderBy(s => s.Key).Select(s => s.Value.Backfill).OfType<BackfillRun>()])));
        Receive<PauseCollector>(m => OnPause(m.Exchange, m.Remaining, (id, remaining) => new PauseRequests(id, m.Exchange, remaining)));
        Receive<ResumeCollector>(m => OnPause(m.Exchange, m.Remaining, (id, remaining) => new ResumeRequests(id, m.Exchange, remaining)));
        Receive<PlanSeries>(m => OnSeries(m.Exchange, m.Remaining, (id, remaining) => new CheckSeries(id, m.Exchange, m.Series, remaining)));
        Receive<FollowSeries>(m => OnSeries(m.Exchange, m.Remaining, (id, remaining) => new TakeAddedSeries(id, m.Exchange, remaining)));
        Receive<CollectorReported>(OnReported);
        Receive<SeriesCheckBegun>(OnBegun);
        Receive<ExchangeReply>(OnReply);
        Receive<TimeIsUp>(m => End(m.Request));
        Receive<StopCollectors>(_ => OnStop());
        Receive<CollectingStopped>(_ => OnStopped(Sender));
        Receive<StopTimeIsUp>(_ => EndStop());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>End all runs of the collectors below this manager. Answered with <see cref="CollectorsStopped"/>.</summary>
    public sealed record StopCollectors
    {
        public static readonly StopCollectors Instance = new();
    }

    /// <summary>
    /// No collector sends requests to an exchange any more. Answers that had not reached the writer are dropped. The next start finds that their candles are
    /// missing.
    /// </summary>
    public sealed record CollectorsStopped
    {
        public static readonly CollectorsStopped Instance = new();
    }

    /// <inheritdoc cref="CollectorManagerActor(ImmutableArray{ExchangePlan}, Func{IActorContext, Exchange, IActorRef}, IActorRef, ILogger)"/>
    public static Props Props(
        ImmutableArray<ExchangePlan> plans, Func<IActorContext, Exchange, IActorRef> collectorOf, IActorRef observer, ILogger logger) =>
        Akka.Actor.Props.Create(() => new CollectorManagerActor(plans, collectorOf, observer, logger));

    protected override void PreStart()
    {
        foreach (var plan in _plans)
            _collectors[plan.Exchange] = _collectorOf(Context, plan.Exchange);
    }

    private void OnReported(CollectorReported report)
    {
        _states[report.State.Exchange] = report.State;
        _observer.Tell(report);
        StartEarlyRuns();
    }

    /// <summary>Starts the run at every exchange in scope: either all of them accept it, or none starts it.</summary>
    private void OnStart(StartBackfill start)
    {
        if (_collectors.Count == 0)
        {
            Sender.Tell(new BackfillRefused(start.Run, BackfillRefusal.NotCollecting, "The collectors are switched off (CryptoFlow:Collector:Enabled)."));
            return;
        }

        var inScope = _plans.Where(p => p.Series.Concat(AddedOf(p.Exchange)).Any(start.Scope.Includes)).Select(p => p.Exchange).ToList();
        if (inScope.Count == 0)
        {
            if (IsTooEarly(start))
                return;
            Sender.Tell(new BackfillRefused(start.Run, BackfillRefusal.NothingInScope, NotConfigured(start.Scope)));
            return;
        }

        var request = RequestId.New();
        Begin(
            request,
            new UserRequest(start.Run, UserRequestKind.Start, Sender, inScope),
            (exchange, remaining) => new StartRun(request, exchange, start.Run, start.Scope, remaining),
            start.Remaining);
    }

    private void OnCancel(CancelBackfill cancel)
    {
        var request = RequestId.New();
        Begin(
            request,
            new UserRequest(cancel.Run, UserRequestKind.Cancel, Sender, _collectors.Keys),
            (exchange, remaining) => new CancelRun(request, exchange, cancel.Run, remaining),
            cancel.Remaining);
    }

    private void OnPause(Exchange exchange, TimeSpan remaining, Func<RequestId, TimeSpan, IExchangeRequest> create)
    {
        if (!_collectors.ContainsKey(exchange))
        {
            Sender.Tell(new BackfillRefused(default, BackfillRefusal.NothingInScope, NotCollected(exchange)));
            return;
        }

        var request = RequestId.New();
        Begin(request, new UserRequest(default, UserRequestKind.Pause, Sender, [exchange]), (_, wait) => create(request, wait), remaining);
    }

    /// <summary>Passes a request on. The collectors' replies carry its id, and a timer ends the wait for them.</summary>
    /// <param name="id">The id of the request.</param>
    /// <param name="request">The request.</param>
    /// <param name="create">Creates the message for a collector. The second argument is the time that is left.</param>
    /// <param name="remaining">For how long the sender still waits.</param>
    /// <param name="within">Time limit for the answer.</param>
    /// <param name="begunWithin">Time limit for the first reply, if that is not the answer.</param>
    private void Begin(
        RequestId id, UserRequest request, Func<Exchange, TimeSpan, IExchangeRequest> create, TimeSpan remaining, TimeSpan? within = null, TimeSpan? begunWithin = null)
    {
        if (remaining <= TimeSpan.Zero)
        {
            Sender.Tell(new BackfillRefused(request.Run, BackfillRefusal.NotAnswering, "The request arrived too late."));
            return;
        }

        _requests.Add(id, request);
        if (request.IsComplete)
        {
            End(id);
            return;
        }

        var most = within ?? AnswerWithin;
        var wait = remaining < most ? remaining : most;
        request.Until = Uptime + wait;
        foreach (var exchange in request.Asked)
            _collectors[exchange].Tell(create(exchange, wait));
        Timers.StartSingleTimer(id, new TimeIsUp(id), begunWithin < wait ? begunWithin.Value : wait);
    }

    private void OnReply(ExchangeReply reply)
    {
        if (!_requests.TryGetValue(reply.Request, out var request))
            return;
        request.Add(reply);
        if (request.IsComplete)
            End(reply.Request);
    }

    /// <summary>Answers the user. A run that one exchange's collector refuses is cancelled at the other exchanges, also if a collector has not started it yet.</summary>
    private void End(RequestId id)
    {
        Timers.Cancel(id);
        if (!_requests.Remove(id, out var request))
            return;
        if (request.LeavesARun)
        {
            var takeBack = RequestId.New();
            foreach (var exchange in request.Asked)
                _collectors[exchange].Tell(new CancelRun(takeBack, exchange, request.Run, AnswerWithin));
        }

        request.Asker.Tell(request.Answer());
    }

    /// <summary>Names the part of the scope that is not configured, and the configuration key that would add it.</summary>
    private string NotConfigured(BackfillScope scope)
    {
        var plans = _plans.Where(p => scope.Exchange is null || p.Exchange == scope.Exchange).ToList();
        if (plans.Count == 0)
            return NotCollected(scope.Exchange!.Value);
        var names = string.Join(" or ", plans.Select(p => p.Exchange.ToWireName()));
        var symbols = plans.SelectMany(p => p.Symbols.Concat(AddedOf(p.Exchange).Select(s => s.Symbol)));
        if (scope.Symbol is { } symbol && !symbols.Contains(symbol, StringComparer.OrdinalIgnoreCase))
            return $"{symbol} is not collected from {names}; the collected symbols are in CryptoFlow:Exchanges:NAME:Symbols.";
        var whose = scope.Symbol is { } named ? $" of {named}" : "";
        return $"No series of {scope.Interval?.Name}{whose} is collected here; the collected intervals are in CryptoFlow:Collector:Timeframes, and in the list of added series.";
    }

    private static string NotCollected(Exchange exchange) =>
        $"{exchange} is not collected here (CryptoFlow:Exchanges:{exchange.ToWireName()}:Enabled, CryptoFlow:Collector:Enabled).";

    private void OnStop()
    {
        _stopAskedBy = Sender;
        _stopping.UnionWith(Context.GetChildren());
        foreach (var collector in _stopping)
            collector.Tell(StopCollecting.Instance);
        if (_stopping.Count == 0)
            EndStop();
        else
            Timers.StartSingleTimer(nameof(StopTimeIsUp), StopTimeIsUp.Instance, StopWithin);
    }

    private void OnStopped(IActorRef collector)
    {
        if (_stopping.Remove(collector) && _stopping.Count == 0)
            EndStop();
    }

    private void EndStop()
    {
        Timers.Cancel(nameof(StopTimeIsUp));
        _stopping.Clear();
        _stopAskedBy.Tell(CollectorsStopped.Instance);
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        foreach (var (exchange, _) in _collectors.Where(c => Equals(c.Value, Sender)))
            _logger.CollectorDefect(failure, exchange);
        return Directive.Restart;
    });

    private sealed record TimeIsUp(RequestId Request);

    private sealed record StopTimeIsUp
    {
        public static readonly StopTimeIsUp Instance = new();
    }
}
