using System.Collections.Immutable;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>The used amount of one limit.</summary>
/// <param name="Limit">The name of the <see cref="RequestLimit"/>.</param>
/// <param name="Endpoint">The endpoint that the limit counts; empty if it counts all endpoints.</param>
/// <param name="Used">The most that the owner has in use at any time, requests under way included.</param>
public sealed record LimitUse(string Limit, string Endpoint, int Used);

/// <summary>
/// The state that one owner of a <see cref="RequestBudget"/> passes to the next owner behind the same address. It holds no clock times, because two processes may
/// have different clocks.
/// </summary>
/// <param name="Uses">The limits that are used or leased in part.</param>
/// <param name="PauseLeft">The rest of a pause that the exchange demanded; zero if there was none.</param>
/// <param name="PauseReason">The reason of that pause.</param>
/// <param name="HeldSince">When an operator paused all requests, ms UTC, or null.</param>
public sealed record BudgetState(ImmutableArray<LimitUse> Uses, TimeSpan PauseLeft, string? PauseReason, long? HeldSince)
{
    /// <summary>Nothing is used.</summary>
    public static BudgetState Unused { get; } = new([], TimeSpan.Zero, null, null);
}

/// <summary>
/// A part of each limit that the owner may use for a time without asking again. The lease is stored before the owner uses it, so the next owner knows the most that
/// this owner can have used.
/// </summary>
/// <param name="Number">Rises with each lease of an owner.</param>
/// <param name="State">The leased amounts.</param>
/// <param name="Length">How long the owner may send requests under this lease; zero for the state that an owner leaves behind.</param>
public sealed record BudgetLease(long Number, BudgetState State, TimeSpan Length)
{
    /// <summary>
    /// The end of the lease on the budget's monotonic clock. The length is counted from a time before the lease is stored, so this end is never after the stored
    /// end.
    /// </summary>
    internal TimeSpan End { get; init; }
}

/// <summary>The part of the budget that the previous owner may have used.</summary>
/// <param name="State">The amounts of the previous owner's last lease, and the pauses as they are now.</param>
/// <param name="LeaseLeft">The time until that lease ends; negative if it has ended.</param>
public sealed record BudgetClaim(BudgetState State, TimeSpan LeaseLeft)
{
    /// <summary>No other owner is known.</summary>
    public static BudgetClaim None { get; } = new(BudgetState.Unused, TimeSpan.Zero);
}
