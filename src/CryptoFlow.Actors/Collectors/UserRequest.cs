using Akka.Actor;
using static CryptoFlow.Collectors.CollectorProtocol;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>
/// A user's request that the manager has passed on to some collectors: gathers their replies and forms the answer. Not thread-safe: owned by the manager.
/// </summary>
/// <param name="run">The run to start or to cancel; the default value for another request.</param>
/// <param name="kind">What the user wants.</param>
/// <param name="asker">The actor to answer.</param>
/// <param name="asked">The exchanges whose collectors have got the request.</param>
internal sealed class UserRequest(RunId run, UserRequestKind kind, IActorRef asker, IReadOnlyCollection<Exchange> asked)
{
    private readonly Dictionary<Exchange, ExchangeReply> _replies = [];

    public RunId Run => run;

    public IReadOnlyCollection<Exchange> Asked => asked;

    public IActorRef Asker => asker;

    /// <summary>When the wait for the answer ends, by the monotonic clock of the scheduler.</summary>
    public TimeSpan Until { get; set; }

    public bool IsComplete => _replies.Count == asked.Count;

    /// <summary>Whether the user gets a refusal although the run has begun at an exchange, or may still begin there. Then the run has to be cancelled.</summary>
    public bool LeavesARun => kind == UserRequestKind.Start && Answer() is BackfillRefused && (!IsComplete || _replies.Values.OfType<RunStarted>().Any());

    public void Add(ExchangeReply reply) => _replies[reply.Exchange] = reply;

    /// <summary>The answer from the replies so far. A collector without a reply did not answer in time.</summary>
    public ICollectorReply Answer()
    {
        if (!IsComplete)
            return new BackfillRefused(run, BackfillRefusal.NotAnswering, NoReply([.. asked.Except(_replies.Keys).Order()]));
        return kind switch
        {
            UserRequestKind.Start => Started(),
            UserRequestKind.Cancel => Cancelled(),
            _ => AnswerOf(_replies.Values.Single()),
        };
    }

    /// <summary>The collector may have passed the request to its exchange, which is slow. Then the collector itself answers with the words of the exchange.</summary>
    private static string NoReply(IReadOnlyList<Exchange> silent) => silent is [var one]
        ? $"The collector of {one} does not answer: it is starting, or its node cannot be reached. Try again."
        : $"The collectors of {string.Join(", ", silent)} do not answer: they are starting, or their nodes cannot be reached. Try again.";

    /// <summary>An exchange that does not trade the symbol takes no part in the run. The other exchanges run their parts.</summary>
    private ICollectorReply Started()
    {
        var refusals = _replies.Values.OfType<RunRefused>().OrderBy(r => r.Exchange).ToList();
        if (refusals.Find(r => r.Reason != BackfillRefusal.NotTraded) is { } refusal)
            return new BackfillRefused(run, refusal.Reason, refusal.Detail);
        return refusals.Count == asked.Count
            ? new BackfillRefused(run, BackfillRefusal.NotTraded, string.Join(" ", refusals.Select(r => r.Detail)))
            : new BackfillAccepted(run, [.. _replies.Values.OfType<RunStarted>().Select(r => r.Exchange).Order()]);
    }

    private ICollectorReply Cancelled() => _replies.Values.OfType<RunCancelled>().Any()
        ? new BackfillCancelled(run)
        : new BackfillRefused(run, BackfillRefusal.NotRunning, $"No backfill {run} is under way.");

    private ICollectorReply AnswerOf(ExchangeReply reply) => reply switch
    {
        RequestsPaused paused => new CollectorPaused(paused.Exchange, paused.Since),
        RequestsResumed resumed => new CollectorResumed(resumed.Exchange),
        SeriesChecked planned => new SeriesPlanned(planned.Exchange, planned.Plan),
        AddedSeriesTaken taken => new SeriesFollowed(taken.Exchange),
        RunRefused refused => new BackfillRefused(run, refused.Reason, refused.Detail),
        var other => throw new InvalidOperationException($"The collector answered with {other.GetType().Name}."),
    };
}

/// <summary>The kind of a user's request to the collectors.</summary>
internal enum UserRequestKind
{
    /// <summary>Start a run.</summary>
    Start,

    /// <summary>Cancel a run.</summary>
    Cancel,

    /// <summary>Pause the requests to one exchange, or resume them.</summary>
    Pause,

    /// <summary>Check series of one exchange, or follow its list of added series.</summary>
    Series,
}
