using Akka.Actor;
using CryptoFlow.Collectors.Budgets;
using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Market;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Cluster.Placement;

/// <summary>
/// The store of a cluster, which keeps no states yet. Every owner of a budget takes the budget as spent until its windows have passed, but for the first owner: if
/// the database holds no candle of the exchange, no node of this cluster has asked the exchange before. So a new cluster collects at once.
/// </summary>
/// <remarks>
/// An owner that is killed in the seconds between its first request and its first stored candle leaves no trace. Its requests are too few for a refusal.
/// Any thread.
/// </remarks>
/// <param name="readers">Finds the readers; waits until they are registered.</param>
/// <param name="time">The clock of the waits.</param>
internal sealed class FirstOwnerBudget(Func<CancellationToken, Task<IActorRef>> readers, TimeProvider time) : IBudgetStore
{
    /// <exception cref="OperationCanceledException">The readers did not answer in time.</exception>
    public async Task<BudgetHandOver> TakeAsync(Exchange exchange, CancellationToken cancellation)
    {
        var client = new ReaderClient(await readers(cancellation).ConfigureAwait(false), time, RetryPolicy.BackgroundRead((int)exchange));
        var listed = await client.AskAsync(remaining => new ReaderProtocol.ListSeries(null, remaining), cancellation).ConfigureAwait(false);
        return listed.IsAnswered && listed.Answer.Series.All(s => s.Series.Exchange != exchange) ? BudgetHandOver.First : BudgetHandOver.Unknown;
    }

    public Task StoreAsync(Exchange exchange, BudgetState state, CancellationToken cancellation) => Task.CompletedTask;
}
