using System.Collections.Immutable;

namespace CryptoFlow.Storage.Budgets;

/// <summary>An amount of a request limit of an exchange.</summary>
/// <param name="Limit">The name of the limit.</param>
/// <param name="Endpoint">The endpoint that the limit counts; empty if it counts all endpoints.</param>
/// <param name="Amount">The largest amount that the owner has in use at any time.</param>
public sealed record BudgetUse(string Limit, string Endpoint, int Amount);

/// <summary>The part of an exchange's request budget that its owner may use until the lease ends. The next owner counts this part as used.</summary>
/// <param name="Uses">The leased amounts.</param>
/// <param name="LeaseLength">For how long the owner may send requests after the record was stored; zero if the owner has stopped sending.</param>
/// <param name="PauseLeft">The remaining time of a pause that the exchange demanded.</param>
/// <param name="PauseReason">The reason of that pause, or null.</param>
/// <param name="HeldSince">When an operator paused all requests, ms UTC; null if they are not paused.</param>
public sealed record BudgetRecord(ImmutableArray<BudgetUse> Uses, TimeSpan LeaseLength, TimeSpan PauseLeft, string? PauseReason, long? HeldSince);
