using System.Collections.Immutable;
using CryptoFlow.Messages;

namespace CryptoFlow.Collectors;

/// <summary>The series of a backfill. A null parameter means all configured values.</summary>
/// <param name="Exchange">Only this exchange.</param>
/// <param name="Symbol">Only this symbol, upper case.</param>
/// <param name="Interval">Only this interval.</param>
/// <param name="Days">Length of the history to complete, days; null for the configured length.</param>
public sealed record BackfillScope(Exchange? Exchange, string? Symbol, Interval? Interval, int? Days)
{
    public static BackfillScope All { get; } = new(null, null, null, null);

    /// <summary>
    /// Whether the scope names particular candles. A user's run with such a scope compares all of these candles with the exchange. A run of
    /// everything, or of one whole exchange, fetches only missing candles.
    /// </summary>
    public bool NamesARange => Symbol is not null || Interval is not null || Days is not null;

    public bool Includes(SeriesKey series) =>
        (Exchange is null || Exchange == series.Exchange)
        && (Symbol is null || Symbol == series.Symbol)
        && (Interval is null || Interval == series.Interval);
}

/// <summary>A user's request to the collectors, with the type of its answer.</summary>
/// <typeparam name="TAnswer">The answer. The collectors may send <see cref="CollectorProtocol.BackfillRefused"/> instead.</typeparam>
public interface ICollectorRequest<TAnswer> : IWireMessage
    where TAnswer : class, ICollectorReply
{
    /// <summary>How long the sender still waits. The manager does not wait longer for the collectors.</summary>
    TimeSpan Remaining { get; }
}

/// <summary>A reply of the collectors: the answer to a request, or <see cref="CollectorProtocol.BackfillRefused"/>.</summary>
public interface ICollectorReply : IWireMessage;

/// <summary>The protocol of <see cref="CollectorManagerActor"/>. <see cref="CollectorClient"/> sends the requests.</summary>
public static partial class CollectorProtocol
{
    /// <summary>
    /// Compare, plan and fill. Answered with <see cref="BackfillAccepted"/> or <see cref="BackfillRefused"/>. May be sent twice: the run starts once.
    /// </summary>
    public sealed record StartBackfill(RunId Run, BackfillScope Scope, TimeSpan Remaining) : ICollectorRequest<BackfillAccepted>;

    /// <summary>The state of an exchange's collector. The collector sends the state to the system monitor on each change and with progress.</summary>
    public sealed record CollectorReported(CollectorState State) : IWireMessage;

    /// <summary>End a run; stored candles stay. Answered with <see cref="BackfillCancelled"/> or <see cref="BackfillRefused"/>.</summary>
    public sealed record CancelBackfill(RunId Run, TimeSpan Remaining) : ICollectorRequest<BackfillCancelled>;

    /// <summary>Answered with <see cref="BackfillStatus"/>.</summary>
    public sealed record GetBackfill(TimeSpan Remaining) : ICollectorRequest<BackfillStatus>;

    /// <summary>
    /// Send no requests to an exchange until <see cref="ResumeCollector"/> or the next start of the program. Runs under way wait. Answered with
    /// <see cref="CollectorPaused"/> or <see cref="BackfillRefused"/>. May be sent twice.
    /// </summary>
    public sealed record PauseCollector(Exchange Exchange, TimeSpan Remaining) : ICollectorRequest<CollectorPaused>;

    /// <summary>End a pause. Answered with <see cref="CollectorResumed"/> or <see cref="BackfillRefused"/>. May be sent twice.</summary>
    public sealed record ResumeCollector(Exchange Exchange, TimeSpan Remaining) : ICollectorRequest<CollectorResumed>;

    /// <param name="Exchange">The exchange.</param>
    /// <param name="Since">When the pause began, ms UTC, also in the answer to a second request.</param>
    public sealed record CollectorPaused(Exchange Exchange, long Since) : ICollectorReply;

    /// <summary>The exchange's collector sends requests. It may have been sending them before.</summary>
    public sealed record CollectorResumed(Exchange Exchange) : ICollectorReply;

    /// <summary>The run has begun at these exchanges. <see cref="GetBackfill"/> returns its progress.</summary>
    public sealed record BackfillAccepted(RunId Run, ImmutableArray<Exchange> Exchanges) : ICollectorReply;

    public sealed record BackfillCancelled(RunId Run) : ICollectorReply;

    /// <summary>Nothing was started or cancelled.</summary>
    /// <param name="Run">The run of the request; the default value for a request without a run.</param>
    /// <param name="Reason">The kind of the refusal.</param>
    /// <param name="Detail">The reason in one sentence.</param>
    public sealed record BackfillRefused(RunId Run, BackfillRefusal Reason, string Detail) : ICollectorReply;

    /// <summary>The newest run of each exchange.</summary>
    public sealed record BackfillStatus(ImmutableArray<BackfillRun> Runs) : ICollectorReply;
}

/// <summary>Why a backfill was not started or cancelled.</summary>
public enum BackfillRefusal
{
    /// <summary>No configured series is in the scope.</summary>
    NothingInScope,

    /// <summary>The scope is configured, but the exchange does not trade its symbols.</summary>
    NotTraded,

    /// <summary>An exchange in the scope already runs a backfill for a user.</summary>
    AlreadyRunning,

    /// <summary>The run is not under way.</summary>
    NotRunning,

    /// <summary>The collectors are switched off or shut down, or the exchange is not collected.</summary>
    NotCollecting,

    /// <summary>The manager or a collector did not answer in time.</summary>
    NotAnswering,

    /// <summary>An operator has paused the requests to an exchange in the scope.</summary>
    Paused,

    /// <summary>The exchange does not list the symbol.</summary>
    NotListed,
}
