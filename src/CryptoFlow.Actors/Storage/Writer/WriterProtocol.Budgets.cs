using CryptoFlow.Storage.Budgets;

namespace CryptoFlow.Storage.Writer;

/// <summary>The writer's answer to a lease: <see cref="WriterProtocol.BudgetLeased"/> or <see cref="WriterProtocol.BudgetLeaseRefused"/>.</summary>
public interface IBudgetReply : IWriteReply;

/// <summary>The request budgets of the exchanges, which move from one process to another (Collectors/DESIGN.md, The budget of another process).</summary>
public static partial class WriterProtocol
{
    /// <summary>
    /// Makes <paramref name="Owner"/> the owner of the exchange's request budget. From now on the writer refuses leases of the previous owner. Answered with
    /// <see cref="BudgetTaken"/>. If the message is sent again, the answer has the same record until the owner has stored a lease.
    /// </summary>
    public sealed record TakeBudget(WriteId Id, Exchange Exchange, RunId Owner, TimeSpan Remaining) : IWriteMessage<BudgetTaken>
    {
        public WriteLane Lane => WriteLane.Ledger;
    }

    /// <summary>
    /// Stores the amounts that the owner may use from now on. They replace the stored amounts. <paramref name="Number"/> increases with each lease of an owner. A
    /// lease with the stored number or a smaller one changes nothing. Answered with <see cref="BudgetLeased"/>, or with <see cref="BudgetLeaseRefused"/> if another
    /// owner has taken the budget.
    /// </summary>
    public sealed record LeaseBudget(WriteId Id, Exchange Exchange, RunId Owner, long Number, BudgetRecord Record, TimeSpan Remaining) : IWriteMessage<IBudgetReply>
    {
        public WriteLane Lane => WriteLane.Ledger;
    }

    /// <summary>The owner is committed.</summary>
    /// <param name="Id">The id of the request.</param>
    /// <param name="Exchange">The exchange.</param>
    /// <param name="Before">The newest record of the previous owners; null if none of them has stored a lease.</param>
    /// <param name="Age">The time since that record was stored, by the writer's clock. Never negative.</param>
    public sealed record BudgetTaken(WriteId Id, Exchange Exchange, BudgetRecord? Before, TimeSpan Age) : IWriteReply;

    /// <summary>The lease is committed.</summary>
    public sealed record BudgetLeased(WriteId Id, Exchange Exchange) : IBudgetReply;

    /// <summary>Nothing was stored, because another process has taken the budget.</summary>
    public sealed record BudgetLeaseRefused(WriteId Id, Exchange Exchange) : IBudgetReply;
}
