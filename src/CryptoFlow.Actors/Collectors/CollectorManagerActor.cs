using System.Collections.Immutable;
using Akka.Actor;
using static CryptoFlow.Collectors.CollectorProtocol;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>Owns one collector per exchange, forwards users' requests to the collectors in scope and keeps the newest state of each.</summary>
/// <remarks>
/// Supervision: a collector that throws has a defect. It is restarted and resumes by searching; its streams end with the old instance.
/// </remarks>
public sealed class CollectorManagerActor : ReceiveActor
{
    /// <summary>Time limit for an answer of a collector. Collectors answer from memory, so a collector that takes longer is restarting.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    /// <summary>Time limit for work under way when the program stops: a page may be on its way to the writer.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromMilliseconds(900);

    private readonly ImmutableArray<CollectorContext> _contexts;
    private readonly Dictionary<Exchange, IActorRef> _collectors = [];
    private readonly Dictionary<Exchange, CollectorState> _states = [];
    public CollectorManagerActor(ImmutableArray<CollectorContext> contexts)
    {
        _contexts = contexts;
        Receive<StartBackfill>(OnStart);
        Receive<CancelBackfill>(OnCancel);
        Receive<GetBackfill>(_ => Sender.Tell(new BackfillStatus([.. _states.OrderBy(s => s.Key).Select(s => s.Value.Backfill).OfType<BackfillRun>()])));
        Receive<StateChanged>(m => _states[m.State.Exchange] = m.State);
        Receive<StopCollectors>(_ => OnStop());
    }

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

        var inScope = _contexts.Where(c => c.Plan.Series.Any(start.Scope.Includes)).Select(c => _collectors[c.Exchange]).ToList();
        if (inScope.Count == 0)
        {
            Sender.Tell(new BackfillRefused(start.Run, BackfillRefusal.NothingInScope, NotConfigured(start.Scope)));
            return;
        }

        var message = new StartRun(start.Run, start.Scope);
        var self = Self;
        Task.WhenAll(inScope.Select(c => c.Ask<object>(message, AnswerWithin)))
            .PipeTo(
                Sender,
                Self,
                success: replies => AnswerTo(start, replies, takeBack: () => self.Tell(new CancelBackfill(start.Run), ActorRefs.NoSender)),
                failure: e => new BackfillRefused(start.Run, BackfillRefusal.NotCollecting, $"A collector did not answer: {e.Message}"));
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

    private static object AnswerTo(StartBackfill start, object[] replies, Action takeBack)
    {
        var refusals = replies.OfType<RunRefused>().ToList();

        // An exchange that does not trade the symbol takes no part in the run; the others run their parts.
        if (refusals.Find(r => r.Reason != BackfillRefusal.NotTraded) is null && replies.OfType<RunStarted>().Any())
            return new BackfillAccepted(start.Run, [.. replies.OfType<RunStarted>().Select(r => r.Exchange).Order()]);
        if (refusals.TrueForAll(r => r.Reason == BackfillRefusal.NotTraded))
            return new BackfillRefused(start.Run, BackfillRefusal.NotTraded, string.Join(" ", refusals.OrderBy(r => r.Exchange).Select(r => r.Detail)));
        var refusal = refusals.First(r => r.Reason != BackfillRefusal.NotTraded);
        if (replies.OfType<RunStarted>().Any())
            takeBack();
        return new BackfillRefused(start.Run, refusal.Reason, refusal.Detail);
    }

    private void OnCancel(CancelBackfill cancel)
    {
        var message = new CancelRun(cancel.Run);
        Task.WhenAll(_collectors.Values.Select(c => c.Ask<object>(message, AnswerWithin)))
            .PipeTo(
                Sender,
                Self,
                success: replies => replies.OfType<RunCancelled>().Any()
                    ? new BackfillCancelled(cancel.Run)
                    : new BackfillRefused(cancel.Run, BackfillRefusal.NotRunning, $"No backfill {cancel.Run} is under way."),
                failure: e => new BackfillRefused(cancel.Run, BackfillRefusal.NotCollecting, $"A collector did not answer: {e.Message}"));
    }

    private void OnStop() =>
        Task.WhenAll(_collectors.Values.Select(c => c.Ask<CollectingStopped>(StopCollecting.Instance, StopWithin)))
            .PipeTo(Sender, Self, success: _ => CollectorsStopped.Instance, failure: _ => CollectorsStopped.Instance);

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        if (_contexts.FirstOrDefault(c => Equals(_collectors.GetValueOrDefault(c.Exchange), Sender)) is { } context)
            context.Logger.CollectorDefect(failure, context.Exchange);
        return Directive.Restart;
    });
}
