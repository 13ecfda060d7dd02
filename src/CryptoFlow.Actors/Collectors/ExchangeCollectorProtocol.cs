using System.Collections.Immutable;
using CryptoFlow.Exchanges;

namespace CryptoFlow.Collectors;

/// <summary>The messages between an exchange's collector and its manager, and those that the collector sends to itself.</summary>
internal static class ExchangeCollectorProtocol
{
    /// <summary>Answered with <see cref="RunStarted"/> or <see cref="RunRefused"/>.</summary>
    public sealed record StartRun(RunId Run, BackfillScope Scope);

    public sealed record RunStarted(RunId Run, Exchange Exchange);

    public sealed record RunRefused(RunId Run, Exchange Exchange, BackfillRefusal Reason, string Detail);

    /// <summary>Answered with <see cref="RunCancelled"/> or <see cref="RunRefused"/>.</summary>
    public sealed record CancelRun(RunId Run);

    public sealed record RunCancelled(RunId Run, Exchange Exchange);

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
        public bool GivesWay { get; set; }

        public long StartedAt { get; } = startedAt;

        public long StartedUptime { get; } = startedUptime;

        public RunProgress Progress { get; } = new();

        public BackfillPlan? Plan { get; set; }

        public string? LastError { get; set; }
    }

    internal static ImmutableDictionary<string, string> NoSymbols { get; } = ImmutableDictionary<string, string>.Empty;
}
