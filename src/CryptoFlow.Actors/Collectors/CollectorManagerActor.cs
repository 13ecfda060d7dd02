using System.Collections.Immutable;
using Akka.Actor;
using static CryptoFlow.Collectors.CollectorProtocol;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>Owns one collector per exchange, forwards users' requests to the collectors in scope and keeps the newest state of each.</summary>
/// <remarks>
/// Supervision: a collector that throws has a defect. It is restarted and resumes by searching; its streams end with the old instance.
/// </remarks>
public sealed class CollectorManagerActor : ReceiveActor, IWithTimers
{
    /// <summary>Time limit for an answer of a collector. Collectors answer from memory, so a collector that takes longer is restarting.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Time limit for work under way when the program stops: a page may be on its way to the writer. The composition waits for 1 s, and a timer of Akka's scheduler
    /// fires up to two ticks (200 ms, <c>hocon/cryptoflow.conf</c>) late.
    /// </summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromMilliseconds(750);

    private readonly ImmutableArray<CollectorContext> _contexts;
    private readonly Dictionary<Exchange, IActorRef> _collectors = [];
    private readonly Dictionary<Exchange, CollectorState> _states = [];
    private readonly Dictionary<RequestId, UserRequest> _requests = [];
    private readonly HashSet<IActorRef> _stopping = [];
    private IActorRef _stopAskedBy = ActorRefs.Nobody;

    public CollectorManagerActor(ImmutableArray<CollectorContext> contexts)
    {
        _contexts = contexts;
        Receive<StartBackfill>(OnStart);
        Receive<CancelBackfill>(OnCancel);
        Receive<GetBackfill>(_ => Sender.Tell(new BackfillStatus([.. _states.OrderBy(s => s.Key).Select(s => s.Value.Backfill).OfType<BackfillRun>()])));
        Receive<StateChanged>(m => _states[m.State.Exchange] = m.State);
        Receive<RunReply>(OnReply);
        Receive<TimeIsUp>(m => End(m.Request));
        Receive<StopCollectors>(_ => OnStop());
        Receive<CollectingStopped>(_ => OnStopped(Sender));
        Receive<StopTimeIsUp>(_ => EndStop());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>End all runs. Answered with <see cref="CollectorsStopped"/>.</summary>
    public sealed record StopCollectors
    {
        public static readonly StopCollectors Instance = new();
    }

    /// <summary>
    /// No collector asks an exchange any more. Answers that had not reached the writer are dropped; the next start finds their candles
    /// missing.
    /// </summary>
    public sealed record CollectorsStopped
    {
        public static readonly CollectorsStopped Instance = new();
    }

    /// <param name="contexts">One per collected exchange; empty if collecting is switched off.</param>
    public static Props Props(ImmutableArray<CollectorContext> contexts) => Akka.Actor.Props.Create(() => new CollectorManagerActor(contexts));

    protected override void PreStart()
    {
        foreach (var context in _contexts)
        {
            _collectors[context.Exchange] = Context.ActorOf(
                ExchangeCollectorActor.Props(Self, context), context.Exchange.ToWireName());
        }
    }

    /// <summary>Starts the run at every exchange in scope: either all of them accept it, or none starts it.</summary>
    private void OnStart(StartBackfill start)
    {
        if (_collectors.Count == 0)
        {
            Sender.Tell(new BackfillRefused(start.Run, BackfillRefusal.NotCollecting, "The collectors are switched off (CryptoFlow:Collector:Enabled)."));
            return;
        }

        var inScope = _contexts.Where(c => c.Plan.Series.Any(start.Scope.Includes)).Select(c => c.Exchange).ToList();
        if (inScope.Count == 0)
        {
            Sender.Tell(new BackfillRefused(start.Run, BackfillRefusal.NothingInScope, NotConfigured(start.Scope)));
            return;
        }

        var request = RequestId.New();
        Begin(request, new UserRequest(start.Run, starts: true, Sender, inScope), new StartRun(request, start.Run, start.Scope), start.Remaining);
    }

    private void OnCancel(CancelBackfill cancel)
    {
        var request = RequestId.New();
        Begin(request, new UserRequest(cancel.Run, starts: false, Sender, _collectors.Keys), new CancelRun(request, cancel.Run), cancel.Remaining);
    }

    /// <summary>Passes a request on. The collectors' replies carry its id, and a timer ends the wait for them.</summary>
    private void Begin(RequestId id, UserRequest request, object message, TimeSpan remaining)
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

        foreach (var exchange in request.Asked)
            _collectors[exchange].Tell(message);
        Timers.StartSingleTimer(id, new TimeIsUp(id), remaining < AnswerWithin ? remaining : AnswerWithin);
    }

    private void OnReply(RunReply reply)
    {
        if (!_requests.TryGetValue(reply.Request, out var request))
            return;
        request.Add(reply);
        if (request.IsComplete)
            End(reply.Request);
    }

    /// <summary>Answers the user. A run that was refused at one exchange is cancelled at the others, also where the collector has yet to start it.</summary>
    private void End(RequestId id)
    {
        Timers.Cancel(id);
        if (!_requests.Remove(id, out var request))
            return;
        if (request.LeavesARun)
        {
            var takeBack = new CancelRun(RequestId.New(), request.Run);
            foreach (var exchange in request.Asked)
                _collectors[exchange].Tell(takeBack);
        }

        request.Asker.Tell(request.Answer());
    }

    /// <summary>Names the part of the scope that is not configured, and the configuration key where it would belong.</summary>
    private string NotConfigured(BackfillScope scope)
    {
        var plans = _contexts.Select(c => c.Plan).Where(p => scope.Exchange is null || p.Exchange == scope.Exchange).ToList();
        if (plans.Count == 0)
            return $"{scope.Exchange} is not collected here (CryptoFlow:Exchanges:{scope.Exchange?.ToWireName()}:Enabled).";
        var names = string.Join(" or ", plans.Select(p => p.Exchange.ToWireName()));
        if (scope.Symbol is { } symbol && !plans.Exists(p => p.Symbols.Contains(symbol, StringComparer.OrdinalIgnoreCase)))
            return $"{symbol} is not collected from {names}; the collected symbols are in CryptoFlow:Exchanges:NAME:Symbols.";
        return $"No series of {scope.Interval?.Name} is collected here; the collected intervals are in CryptoFlow:Collector:Timeframes.";
    }

    private void OnStop()
    {
        _stopAskedBy = Sender;
        _stopping.UnionWith(_collectors.Values);
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
        if (_contexts.FirstOrDefault(c => Equals(_collectors.GetValueOrDefault(c.Exchange), Sender)) is { } context)
            context.Logger.CollectorDefect(failure, context.Exchange);
        return Directive.Restart;
    });

    private sealed record TimeIsUp(RequestId Request);

    private sealed record StopTimeIsUp
    {
        public static readonly StopTimeIsUp Instance = new();
    }
}
