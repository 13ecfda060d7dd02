using System.Collections.Immutable;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>One limit at one moment.</summary>
/// <param name="Name">What is limited.</param>
/// <param name="Endpoint">The endpoint it counts, empty where it counts them all.</param>
/// <param name="Limit">Allowed in a window.</param>
/// <param name="Used">Taken of it, requests under way included.</param>
public sealed record LimitState(string Name, string Endpoint, int Limit, int Used);

/// <summary>The budget of an exchange at one moment, for health and planning.</summary>
/// <param name="Limits">Each limit, those per endpoint once for each endpoint used so far.</param>
/// <param name="UnderWay">Requests that were sent and not answered.</param>
/// <param name="WaitingSync">Sync requests that wait for a permit.</param>
/// <param name="WaitingBackfill">Backfill requests that wait for a permit.</param>
/// <param name="WaitingSpare">Spare requests that wait for what the others leave over.</param>
/// <param name="PausedUntil">While the whole exchange rests: until when (our clock).</param>
/// <param name="PauseReason">Why it rests, in the exchange's words.</param>
/// <param name="Granted">Permits granted since the start.</param>
/// <param name="RefusedByExchange">Answers that said "too many requests" since the start; 0 is the aim.</param>
/// <param name="TurnedAway">Requests not accepted since too many waited already, since the start.</param>
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
    long TurnedAway);
