using CryptoFlow.Storage.Sqlite.Budgets;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>The request budgets. Only a cluster uses them, so their statements are prepared at the first use.</summary>
internal sealed partial class SqliteWriteStore
{
    private BudgetStore? _budgetStore;

    private BudgetStore Budgets => _budgetStore ??= new BudgetStore(_connection);

    public WriteResult Take(TakeBudget message)
    {
        var ((before, at), wrote) = InTransaction(
            () =>
            {
                var isNew = Budgets.OwnerOf(message.Exchange)?.Owner != BudgetStore.NameOf(message.Owner);
                if (isNew)
                    Budgets.Take(message.Exchange, message.Owner);
                return (Budgets.Find(message.Exchange) ?? default, isNew);
            },
            commits: result => result.isNew);
        return new WriteResult(new BudgetTaken(message.Id, message.Exchange, before, before is null ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Max(0, Now - at))), Wrote: wrote);
    }

    public WriteResult Lease(LeaseBudget message)
    {
        var (isOwner, wrote) = InTransaction(
            () =>
            {
                if (Budgets.OwnerOf(message.Exchange) is not { } owner || owner.Owner != BudgetStore.NameOf(message.Owner))
                    return (false, false);
                var isNewer = owner.Number < message.Number;
                if (isNewer)
                    Budgets.Lease(message.Exchange, message.Number, message.Record, Now);
                return (true, isNewer);
            },
            commits: result => result.Item2);
        return new WriteResult(
            isOwner ? new BudgetLeased(message.Id, message.Exchange) : new BudgetLeaseRefused(message.Id, message.Exchange), Wrote: wrote);
    }
}
