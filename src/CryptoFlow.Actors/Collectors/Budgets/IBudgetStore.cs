using CryptoFlow.Exchanges.Limits;

namespace CryptoFlow.Collectors.Budgets;

/// <summary>What became of a lease.</summary>
public enum LeaseOutcome
{
    /// <summary>The lease is stored.</summary>
    Stored,

    /// <summary>Nobody has answered. The lease may be stored, so the present lease holds and no other.</summary>
    NotAnswered,

    /// <summary>Another process has taken the budget since.</summary>
    TakenByAnother,
}

/// <summary>
/// Keeps each exchange's request budget between two owners. One process owns the budget of an exchange at a time: it takes the budget when its collector starts, and
/// from then on uses only what it has leased before. So the next owner knows the most that was used, also if this owner is killed.
/// </summary>
public interface IBudgetStore
{
    /// <summary>Whether an owner needs leases. False if there is never another owner.</summary>
    bool NeedsLeases { get; }

    /// <summary>Takes the budget from the owner before.</summary>
    /// <returns>What the owner before may have used; null if nobody has answered.</returns>
    Task<BudgetClaim?> TakeAsync(Exchange exchange, RunId owner);

    /// <summary>Stores a lease, or what the owner leaves behind.</summary>
    Task<LeaseOutcome> LeaseAsync(Exchange exchange, RunId owner, BudgetLease lease);
}

/// <summary>The store of a single process: there is no other owner, and the exchange's first answers show what an earlier start has used.</summary>
public sealed class OwnBudget : IBudgetStore
{
    private static readonly Task<BudgetClaim?> Nothing = Task.FromResult<BudgetClaim?>(BudgetClaim.None);

    private OwnBudget()
    {
    }

    public static OwnBudget Instance { get; } = new();

    public bool NeedsLeases => false;

    public Task<BudgetClaim?> TakeAsync(Exchange exchange, RunId owner) => Nothing;

    public Task<LeaseOutcome> LeaseAsync(Exchange exchange, RunId owner, BudgetLease lease) => Task.FromResult(LeaseOutcome.Stored);
}
