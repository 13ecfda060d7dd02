using CryptoFlow.Exchanges.Limits;

namespace CryptoFlow.Collectors.Budgets;

/// <summary>The outcome of an attempt to store a lease.</summary>
public enum LeaseOutcome
{
    /// <summary>The lease is stored.</summary>
    Stored,

    /// <summary>The database has not answered. It is unknown whether the new lease is stored, so the present lease stays in effect.</summary>
    NotAnswered,

    /// <summary>Another process has taken the budget in the meantime.</summary>
    TakenByAnother,
}

/// <summary>
/// Keeps each exchange's request budget between two owners. One process at a time owns the budget of an exchange. It takes the budget when its collector starts,
/// and then uses only amounts that it has leased before. So the next owner knows the most that was used, even if this owner is killed.
/// </summary>
public interface IBudgetStore
{
    /// <summary>Whether an owner needs leases. False if there is never another owner.</summary>
    bool NeedsLeases { get; }

    /// <summary>Takes the budget from the previous owner.</summary>
    /// <returns>The amounts that the previous owner may have used; null if the database has not answered.</returns>
    Task<BudgetClaim?> TakeAsync(Exchange exchange, RunId owner);

    /// <summary>Stores a lease, or the final state of the owner.</summary>
    Task<LeaseOutcome> LeaseAsync(Exchange exchange, RunId owner, BudgetLease lease);
}

/// <summary>
/// The store of a single process, which stores nothing. There is no other owner, and the exchange's first answers show how much an earlier start of the program has
/// used.
/// </summary>
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
