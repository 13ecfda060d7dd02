using Akka.Actor;
using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Budgets;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Collectors.Budgets;

/// <summary>
/// The store of a cluster: the database, through its writer. All times are the writer's, so the clocks of the nodes may differ. Safe for concurrent use.
/// </summary>
/// <param name="writer">The writer.</param>
/// <param name="time">The clock of the waits.</param>
public sealed class StoredBudget(IActorRef writer, TimeProvider time) : IBudgetStore
{
    /// <summary>The time limit for one try. After it the collector tries again.</summary>
    private static readonly TimeSpan TimeForTry = TimeSpan.FromSeconds(2);

    private readonly WriterClient _client = new(writer, time, RetryPolicy.Once(TimeForTry));

    public bool NeedsLeases => true;

    public async Task<BudgetClaim?> TakeAsync(Exchange exchange, RunId owner)
    {
        var taken = await _client.SendAsync(
            remaining => new WriterProtocol.TakeBudget(WriteId.New(), exchange, owner, remaining), CancellationToken.None).ConfigureAwait(false);
        return taken.IsAnswered ? ClaimOf(taken.Answer.Before, taken.Answer.Age) : null;
    }

    public async Task<LeaseOutcome> LeaseAsync(Exchange exchange, RunId owner, BudgetLease lease)
    {
        var answer = await _client.SendAsync(
            remaining => new WriterProtocol.LeaseBudget(WriteId.New(), exchange, owner, lease.Number, RecordOf(lease), remaining), CancellationToken.None)
            .ConfigureAwait(false);
        if (!answer.IsAnswered)
            return LeaseOutcome.NotAnswered;
        return answer.Answer is WriterProtocol.BudgetLeased ? LeaseOutcome.Stored : LeaseOutcome.TakenByAnother;
    }

    /// <summary>Converts the record to a claim as of now. The time that the reply took is not subtracted, so the claim may end late but never early.</summary>
    internal static BudgetClaim ClaimOf(BudgetRecord? record, TimeSpan age) => record is null ? BudgetClaim.None : new BudgetClaim(
        new BudgetState(
            [.. record.Uses.Select(u => new LimitUse(u.Limit, u.Endpoint, u.Amount))],
            record.PauseLeft > age ? record.PauseLeft - age : TimeSpan.Zero,
            record.PauseReason,
            record.HeldSince),
        record.LeaseLength - age);

    private static BudgetRecord RecordOf(BudgetLease lease) => new(
        [.. lease.State.Uses.Select(u => new BudgetUse(u.Limit, u.Endpoint, u.Used))],
        lease.Length,
        lease.State.PauseLeft,
        lease.State.PauseReason,
        lease.State.HeldSince);
}
