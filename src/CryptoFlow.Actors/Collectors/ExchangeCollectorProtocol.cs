using System.Collections.Immutable;
using CryptoFlow.Collectors.Budgets;
using CryptoFlow.Exchanges;
using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Messages;

namespace CryptoFlow.Collectors;

/// <summary>
/// A request of a manager to the collector of one exchange. The collector may be in another process, so the request is addressed only by the exchange.
/// </summary>
/// <typeparam name="TReply">The reply. The collector may send <see cref="ExchangeCollectorProtocol.RunRefused"/> instead.</typeparam>
public interface IExchangeRequest<TReply> : IExchangeRequest
    where TReply : ExchangeCollectorProtocol.ExchangeReply;

/// <inheritdoc cref="IExchangeRequest{TReply}"/>
public interface IExchangeRequest : IWireMessage
{
    Exchange Exchange { get; }

    /// <summary>How long the manager still waits for the reply.</summary>
    TimeSpan Remaining { get; }
}

/// <summary>The messages between a manager and the collector of an exchange, and the messages that the collector sends to itself.</summary>
public static partial class ExchangeCollectorProtocol
{
    /// <summary>Identifies a request of a manager, so that the manager recognises the reply. Two requests may concern the same run.</summary>
    public readonly record struct RequestId(Guid Value)
    {
        public static RequestId New() => new(Guid.CreateVersion7());
    }

    /// <summary>Answered with <see cref="RunStarted"/> or <see cref="RunRefused"/>. May be sent twice: the run starts once.</summary>
    public sealed record StartRun(RequestId Request, Exchange Exchange, RunId Run, BackfillScope Scope, TimeSpan Remaining) : IExchangeRequest<RunStarted>;

    /// <summary>Answered with <see cref="RunCancelled"/> or <see cref="RunRefused"/>.</summary>
    public sealed record CancelRun(RequestId Request, Exchange Exchange, RunId Run, TimeSpan Remaining) : IExchangeRequest<RunCancelled>;

    /// <summary>An operator pauses the requests to the exchange. Answered with <see cref="RequestsPaused"/>. May be sent twice.</summary>
    public sealed record PauseRequests(RequestId Request, Exchange Exchange, TimeSpan Remaining) : IExchangeRequest<RequestsPaused>;

    /// <summary>Answered with <see cref="RequestsResumed"/>. May be sent twice.</summary>
    public sealed record ResumeRequests(RequestId Request, Exchange Exchange, TimeSpan Remaining) : IExchangeRequest<RequestsResumed>;

    /// <summary>A collector's reply to a request of a manager.</summary>
    public abstract record ExchangeReply(RequestId Request, Exchange Exchange) : IWireMessage;

    /// <summary>The run has started, or has started before.</summary>
    public sealed record RunStarted(RequestId Request, Exchange Exchange) : ExchangeReply(Request, Exchange);

    public sealed record RunCancelled(RequestId Request, Exchange Exchange) : ExchangeReply(Request, Exchange);

    /// <param name="Request">The request.</param>
    /// <param name="Exchange">The exchange.</param>
    /// <param name="Reason">The kind of the refusal.</param>
    /// <param name="Detail">The reason in one sentence.</param>
    public sealed record RunRefused(RequestId Request, Exchange Exchange, BackfillRefusal Reason, string Detail) : ExchangeReply(Request, Exchange);

    /// <param name="Request">The request.</param>
    /// <param name="Exchange">The exchange.</param>
    /// <param name="Since">When the pause began, ms UTC, also in the answer to a second request.</param>
    public sealed record RequestsPaused(RequestId Request, Exchange Exchange, long Since) : ExchangeReply(Request, Exchange);

    public sealed record RequestsResumed(RequestId Request, Exchange Exchange) : ExchangeReply(Request, Exchange);

    /// <summary>End every run and send no more requests. Answered with <see cref="CollectingStopped"/> when the work under way has ended.</summary>
    internal sealed record StopCollecting
    {
        public static readonly StopCollecting Instance = new();
    }

    internal sealed record CollectingStopped
    {
        public static readonly CollectingStopped Instance = new();
    }

    /// <summary>
    /// The exchange moves to another process: end every run, store the state of the request budget for the next owner, and stop. A shard sends this message to its
    /// own entity, so it never leaves the process.
    /// </summary>
    public sealed record HandOver
    {
        public static readonly HandOver Instance = new();
    }

    internal sealed record TakeBudgetDue
    {
        public static readonly TakeBudgetDue Instance = new();
    }

    internal sealed record BudgetTaken(RunId Owner, BudgetClaim? Claim);

    internal sealed record LeaseDue
    {
        public static readonly LeaseDue Instance = new();
    }

    internal sealed record LeaseAnswered(RunId Owner, BudgetLease Lease, LeaseOutcome Outcome);

    internal sealed record BudgetStored(LeaseOutcome Outcome);

    internal sealed record RunsTakeTooLong
    {
        public static readonly RunsTakeTooLong Instance = new();
    }

    internal sealed record InstrumentsArrived(RunId Run, ExchangeResult<InstrumentCatalogue> Result, ExchangeResult<ExchangeTime> Time);

    internal sealed record SyncPageDone(RunId Run, PageOutcome Outcome);

    internal sealed record SyncEnded(RunId Run, Exception? Failure);

    internal sealed record SyncDue
    {
        public static readonly SyncDue Instance = new();
    }

    internal sealed record SearchDue
    {
        public static readonly SearchDue Instance = new();
    }

    internal sealed record StartDue
    {
        public static readonly StartDue Instance = new();
    }

    internal sealed record ReportDue
    {
        public static readonly ReportDue Instance = new();
    }

    /// <summary>A sync under way.</summary>
    internal sealed class SyncRun(RunId id, int series, CancellationTokenSource cancellation)
    {
        public RunId Id { get; } = id;

        public int Series { get; } = series;

        public CancellationTokenSource Cancellation { get; } = cancellation;

        public int Failed { get; set; }

        public int Stored { get; set; }

        public ExchangeError? LastError { get; set; }

        /// <summary>Whether the answer for a series did not reach back to its stored candles, so that the candles between them are missing.</summary>
        public bool HoleSeen { get; set; }
    }

    /// <summary>A backfill under way. Its start is kept twice: in ms UTC and by <see cref="CollectorContext.Uptime"/>.</summary>
    internal sealed class ActiveBackfill(RunId id, BackfillScope scope, bool byUser, CancellationTokenSource cancellation, long startedAt, long startedUptime)
    {
        public RunId Id { get; } = id;

        public CancellationTokenSource Cancellation { get; } = cancellation;

        public BackfillScope Scope { get; } = scope;

        public bool ByUser { get; } = byUser;

        /// <summary>Whether it was cancelled to let a waiting user's run start.</summary>
        public bool IsCancelledForUser { get; set; }

        public long StartedAt { get; } = startedAt;

        public long StartedUptime { get; } = startedUptime;

        public RunProgress Progress { get; } = new();

        public BackfillPlan? Plan { get; set; }

        public string? LastError { get; set; }
    }

    internal static ImmutableDictionary<string, string> NoSymbols { get; } = ImmutableDictionary<string, string>.Empty;
}
