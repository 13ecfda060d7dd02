using System.Collections.Immutable;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>How much of a limit was used when the budget's owner stopped.</summary>
/// <param name="Limit">The name of the <see cref="RequestLimit"/>.</param>
/// <param name="Endpoint">The endpoint that the limit counts; empty if it counts all endpoints.</param>
/// <param name="Used">Used of the limit, requests that were under way included.</param>
public sealed record LimitUse(string Limit, string Endpoint, int Used);

/// <summary>
/// The state of a <see cref="RequestBudget"/> for its next owner behind the same address. It holds no time of a clock, because two processes may have different
/// clocks: the next owner counts each use and the pause from the moment at which it takes over, which is later than the truth and so never too early.
/// </summary>
/// <param name="Uses">The limits of which something is used.</param>
/// <param name="PauseLeft">What was left of a pause that the exchange demanded; zero if there was none.</param>
/// <param name="PauseReason">The reason of that pause.</param>
/// <param name="HeldSince">Since when an operator has paused all requests, ms UTC, or null.</param>
public sealed record BudgetState(ImmutableArray<LimitUse> Uses, TimeSpan PauseLeft, string? PauseReason, long? HeldSince)
{
    /// <summary>Nothing is used.</summary>
    public static BudgetState Unused { get; } = new([], TimeSpan.Zero, null, null);
}
