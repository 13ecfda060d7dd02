using System.Collections.Immutable;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>An amount of a limit.</summary>
/// <param name="Limit">The name of the <see cref="RequestLimit"/>.</param>
/// <param name="Endpoint">The endpoint that the limit counts; empty if it counts all endpoints.</param>
/// <param name="Used">Most that the owner has in use at any time, requests under way included.</param>
public sealed record LimitUse(string Limit, string Endpoint, int Used);

/// <summary>
/// What the next owner of a <see cref="RequestBudget"/> behind the same address has to know. It holds no time of a clock, because two processes may have
/// different clocks.
/// </summary>
/// <param name="Uses">The limits of which something is used or leased.</param>
/// <param name="PauseLeft">What was left of a pause that the exchange demanded; zero if there was none.</param>
/// <param name="PauseReason">The reason of that pause.</param>
/// <param name="HeldSince">Since when an operator has paused all requests, ms UTC, or null.</param>
public sealed record BudgetState(ImmutableArray<LimitUse> Uses, TimeSpan PauseLeft, string? PauseReason, long? HeldSince)
{
    /// <summary>Nothing is used.</summary>
    public static BudgetState Unused { get; } = new([], TimeSpan.Zero, null, null);
}

/// <summary>
/// A part of each limit that the owner may use for a time, without asking again. The store keeps it before the owner uses it, so that the next owner knows the most
/// that this owner can have used.
/// </summary>
/// <param name="Number">Rises with each lease of an owner.</param>
/// <param name="State">The leased amounts.</param>
/// <param name="Length">For how long the owner may send requests under this lease; zero for the state that an owner leaves behind.</param>
public sealed record BudgetLease(long Number, BudgetState State, TimeSpan Length)
{
    /// <summary>The end of the lease on the budget's monotonic clock. It counts from before the lease is stored, so it is never after the stored end.</summary>
    internal TimeSpan End { get; init; }
}

/// <summary>What the owner before may have used.</summary>
/// <param name="State">The amounts of its last lease, and its pauses, as they are now.</param>
/// <param name="LeaseLeft">The time until its lease ends; negative if the lease has ended.</param>
public sealed record BudgetClaim(BudgetState State, TimeSpan LeaseLeft)
{
    /// <summary>No other owner is known.</summary>
    public static BudgetClaim None { get; } = new(BudgetState.Unused, TimeSpan.Zero);
}
