using System.Collections.Immutable;
using CryptoFlow.Collectors.Funding;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Collectors.Sweep;

namespace CryptoFlow.Collectors;

/// <summary>The phase of an exchange's collector.</summary>
public enum CollectorPhase
{
    /// <summary>Asks the exchange for its symbols.</summary>
    Starting,

    /// <summary>Syncs and fills missing ranges.</summary>
    Collecting,

    /// <summary>The exchange refused or does not answer. The collector tries again later.</summary>
    Waiting,

    /// <summary>Not running.</summary>
    Stopped,

    /// <summary>An operator has paused all requests to the exchange until the operator resumes them or the program starts again.</summary>
    Paused,
}

/// <summary>An exchange's collector, for health and the dashboard. An immutable snapshot.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="Detail">One sentence that says what prevents collecting, or null.</param>
/// <param name="ExchangeTimeOffsetMs">The exchange's clock minus the system's clock, ms; null while unknown.</param>
/// <param name="UnknownSymbols">Configured symbols that the exchange does not trade, with the exchange's word for their status.</param>
/// <param name="Backfill">The newest backfill run, or null.</param>
/// <param name="LastSyncAt">End of the last complete sync, ms UTC, or null.</param>
/// <param name="Requests">Pages of syncs and backfills that ended since the start: stored, empty or given up. All tries of a page count once.</param>
/// <param name="RefusedByExchange">Answers "too many requests" (429, 418, 403) to requests of any kind since the start.</param>
/// <param name="Failures">Pages among <paramref name="Requests"/> that were given up, plus failed requests for the list of symbols.</param>
/// <param name="RejectedRows">Rows of answers that cannot be candles.</param>
/// <param name="StaleCompletions">Completions of runs that had already ended; the collector ignores them.</param>
/// <param name="BudgetUsed">Used part of the exchange's limit in the present window.</param>
/// <param name="BudgetLimit">The limit of that window.</param>
/// <param name="PausedUntil">End of the pause in which no request is sent to the exchange, ms UTC, or null.</param>
public sealed record CollectorState(
    Exchange Exchange,
    CollectorPhase Phase,
    string? Detail,
    long? ExchangeTimeOffsetMs,
    ImmutableDictionary<string, string> UnknownSymbols,
    BackfillRun? Backfill,
    long? LastSyncAt,
    long Requests,
    long RefusedByExchange,
    long Failures,
    long RejectedRows,
    long StaleCompletions,
    int BudgetUsed,
    int BudgetLimit,
    long? PausedUntil)
{
    /// <summary>The sweep over the stored history; null if it is switched off or has not begun.</summary>
    public SweepState? Sweep { get; init; }

    /// <summary>The WebSocket streams; null if none is configured.</summary>
    public StreamState? Streams { get; init; }

    /// <summary>The funding rates; null if they are not collected or were not read yet.</summary>
    public FundingState? Funding { get; init; }

    /// <summary>The series that users have added at run time, without those of the configuration. Empty until the collector has read the list.</summary>
    public ImmutableArray<SeriesKey> Added { get; init; } = [];

    /// <summary>Whether the collector has read the list of added series.</summary>
    public bool HasReadAdded { get; init; }

    /// <summary>Series whose candles the exchange refuses although its list says that the symbol trades, with the exchange's words.</summary>
    public ImmutableDictionary<SeriesKey, string> RefusedSeries { get; init; } = ImmutableDictionary<SeriesKey, string>.Empty;
}
