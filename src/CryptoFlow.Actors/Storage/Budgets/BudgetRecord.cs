using System.Collections.Immutable;

namespace CryptoFlow.Storage.Budgets;

/// <summary>An amount of a request limit of an exchange.</summary>
/// <param name="Limit">The name of the limit.</param>
/// <param name="Endpoint">The endpoint that the limit counts; empty if it counts all endpoints.</param>
/// <param name="Amount">Most that the owner has in use at any time.</param>
public sealed record BudgetUse(string Limit, string Endpoint, int Amount);

/// <summary>What the owner of an exchange's request budget may use until its lease ends. The next owner counts it as used.</summary>
/// <param name="Uses">The leased amounts.</param>
/// <param name="LeaseLength">For how long the owner may send requests after the record was stored; zero if it sends none any more.</param>
/// <param name="PauseLeft">What was left of a pause that the exchange demanded.</param>
/// <param name="PauseReason">The reason of that pause, or null.</param>
/// <param name="HeldSince">Since when an operator has paused all requests, ms UTC, or null.</param>
public sealed record BudgetRecord(ImmutableArray<BudgetUse> Uses, TimeSpan LeaseLength, TimeSpan PauseLeft, string? PauseReason, long? HeldSince);
