using System.Collections.Immutable;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>One limit at one moment.</summary>
/// <param name="Name">The limit's name.</param>
/// <param name="Endpoint">The endpoint that the limit counts; empty if it counts all endpoints.</param>
/// <param name="Limit">Allowed in a window.</param>
/// <param name="Used">Used in the window, requests under way included.</param>
public sealed record LimitState(string Name, string Endpoint, int Limit, int Used);

/// <summary>The budget of an exchange at one moment, for health and planning.</summary>
/// <param name="Limits">Each limit. A limit per endpoint appears once for each endpoint used so far.</param>
/// <param name="UnderWay">Requests that were sent and are not answered yet.</param>
/// <param name="WaitingSync">Sync requests that wait for a permit.</param>
/// <param name="WaitingBackfill">Backfill requests that wait for a permit.</param>
/// <param name="WaitingSpare">Spare requests that wait for budget that syncs and backfills leave free.</param>
/// <param name="PausedUntil">End of the pause of the whole exchange (our clock), or null.</param>
/// <param name="PauseReason">Reason of the pause, in the exchange's words, or null.</param>
/// <param name="Granted">Permits granted since the start.</param>
/// <param name="RefusedByExchange">Answers that said "too many requests" since the start; 0 is the aim.</param>
/// <param name="TurnedAway">Requests that the budget refused because too many were waiting, since the start.</param>
public sealed record BudgetSnapshot(
    ImmutableArray<LimitState> Limits,
    int UnderWay,
    int WaitingSync,
    int WaitingBackfill,
    int WaitingSpare,
    DateTimeOffset? PausedUntil,
    string? PauseReason,
    long Granted,
    long RefusedByExchange,
    long TurnedAway)
{
    /// <summary>True during a pause that a refusal of the exchange demanded, or that another process began. False for a pause that the budget made to prevent a refusal.</summary>
    public bool IsRefused { get; init; }

    /// <summary>When an operator began to hold all requests (our clock), or null.</summary>
    public DateTimeOffset? HeldSince { get; init; }
}
