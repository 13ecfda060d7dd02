using System.Collections.Immutable;
using CryptoFlow.Collectors.Sweep;

namespace CryptoFlow.Collectors;

/// <summary>What an exchange's collector is doing.</summary>
public enum CollectorPhase
{
    /// <summary>Asking the exchange for its symbols.</summary>
    Starting,

    /// <summary>Syncing, and filling what is missing.</summary>
    Collecting,

    /// <summary>The exchange refused or does not answer; trying again later.</summary>
    Waiting,

    /// <summary>Not running.</summary>
    Stopped,
}

/// <summary>An exchange's collector, for health and the dashboard. An immutable snapshot.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Detail">One sentence where something is in the way, or null.</param>
/// <param name="ExchangeTimeOffsetMs">The exchange's clock less ours, ms; null while unknown.</param>
/// <param name="UnknownSymbols">Configured symbols that the exchange does not trade, with its word for their state.</param>
/// <param name="Backfill">The newest backfill run, or null.</param>
/// <param name="LastSyncAt">End of the last complete sync, ms UTC, or null.</param>
/// <param name="Requests">Pages of syncs and backfills that came to an end since start: stored, empty or given up. Tries of one page count once.</param>
/// <param name="RefusedByExchange">Of these, refused for too many requests (429, 418, 403).</param>
/// <param name="Failures">Of these, given up; look-ups of the symbols that failed are added.</param>
/// <param name="RejectedRows">Rows of answers that are no possible candles.</param>
/// <param name="StaleCompletions">Completions of runs that had ended, ignored.</param>
/// <param name="BudgetUsed">Used of the exchange's limit in the present window.</param>
/// <param name="BudgetLimit">The limit of that window.</param>
/// <param name="PausedUntil">Until when nothing is sent to it, ms UTC, or null.</param>
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
    /// <summary>The sweep over the stored history; null where it is switched off or has not begun.</summary>
    public SweepState? Sweep { get; init; }

    /// <summary>Series whose symbol trades by the exchange's list while it refuses their candles, with its words.</summary>
    public ImmutableDictionary<SeriesKey, string> RefusedSeries { get; init; } = ImmutableDictionary<SeriesKey, string>.Empty;
}
