using CryptoFlow.Exchanges.Limits;

namespace CryptoFlow.Collectors.Budgets;

/// <summary>What is known of the request budget when a collector starts.</summary>
/// <param name="State">What the owner before has used; null if nobody knows, because that owner did not end in order.</param>
/// <param name="IsFirst">Whether nobody behind this address has owned the budget before. Then <paramref name="State"/> has no uses.</param>
public sealed record BudgetHandOver(BudgetState? State, bool IsFirst)
{
    /// <summary>Nobody has used the budget before.</summary>
    public static BudgetHandOver First { get; } = new(BudgetState.Unused, IsFirst: true);

    /// <summary>The owner before has not left its state.</summary>
    public static BudgetHandOver Unknown { get; } = new(null, IsFirst: false);
}

/// <summary>
/// Keeps the state of each exchange's request budget between two owners. One process owns the budget of an exchange at a time: it takes the state when its
/// collector starts, and stores the state when its collector hands over. A state is taken once, so that an owner that is killed leaves none.
/// </summary>
public interface IBudgetStore
{
    /// <summary>Takes the state that the owner before has left.</summary>
    Task<BudgetHandOver> TakeAsync(Exchange exchange, CancellationToken cancellation);

    /// <summary>Stores the state for the next owner. Throws if it cannot be stored; the next owner then takes the budget as spent.</summary>
    Task StoreAsync(Exchange exchange, BudgetState state, CancellationToken cancellation);
}

/// <summary>The store of a single process: there is no other owner, and the exchange's first answers show what an earlier start has used.</summary>
public sealed class OwnBudget : IBudgetStore
{
    private static readonly Task<BudgetHandOver> First = Task.FromResult(BudgetHandOver.First);

    private OwnBudget()
    {
    }

    public static OwnBudget Instance { get; } = new();

    public Task<BudgetHandOver> TakeAsync(Exchange exchange, CancellationToken cancellation) => First;

    public Task StoreAsync(Exchange exchange, BudgetState state, CancellationToken cancellation) => Task.CompletedTask;
}
