using System.Collections.Immutable;
using CryptoFlow.Exchanges;
using CryptoFlow.Messages;

namespace CryptoFlow.Collectors;

/// <summary>The messages between an exchange's collector and its manager, and those that the collector sends to itself.</summary>
internal static class ExchangeCollectorProtocol
{
    /// <summary>Identifies a request of the manager, so that the manager recognises the reply. Two requests may concern the same run.</summary>
    public readonly record struct RequestId(Guid Value)
    {
        public static RequestId New() => new(Guid.CreateVersion7());
    }

    /// <summary>Answered with <see cref="RunStarted"/> or <see cref="RunRefused"/>.</summary>
    public sealed record StartRun(RequestId Request, RunId Run, BackfillScope Scope);

    /// <summary>Answered with <see cref="RunCancelled"/> or <see cref="RunRefused"/>.</summary>
    public sealed record CancelRun(RequestId Request, RunId Run);

    /// <summary>A collector's reply to a request of the manager.</summary>
    public abstract record RunReply(RequestId Request, Exchange Exchange);

    /// <summary>The run has started, or has started before.</summary>
    public sealed record RunStarted(RequestId Request, Exchange Exchange) : RunReply(Request, Exchange);

    public sealed record RunCancelled(RequestId Request, Exchange Exchange) : RunReply(Request, Exchange);

    public sealed record RunRefused(RequestId Request, Exchange Exchange, BackfillRefusal Reason, string Detail) : RunReply(Request, Exchange);

    /// <summary>End every run and send no more requests. Answered with <see cref="CollectingStopped"/> when the work under way has ended.</summary>
    public sealed record StopCollecting
    {
        public static readonly StopCollecting Instance = new();
    }

    public sealed record CollectingStopped
    {
        public static readonly CollectingStopped Instance = new();
    }

    /// <summary>The collector's state, sent to the manager and the monitor.</summary>
    public sealed record StateChanged(CollectorState State);

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

        /// <summary>Whether the answer for a series did not reach back to its stored candles, so that candles between them are missing.</summary>
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
