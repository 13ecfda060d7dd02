using CryptoFlow.Collectors.Funding;
using CryptoFlow.Market;

namespace CryptoFlow.Web.Api.Health;

/// <summary>
/// The funding rates that an exchange's collector stores. <c>stored</c> (settlements) and <c>failures</c> (looks) count from the start of the process.
/// </summary>
internal sealed record FundingHealthAnswer(long Stored, long Failures, IReadOnlyList<ContractFundingAnswer> Contracts)
{
    /// <param name="state">The state.</param>
    /// <param name="now">The exchange's clock, ms UTC.</param>
    public static FundingHealthAnswer Of(FundingState state, long now) => new(state.Stored, state.Failures, [.. state.Contracts.Select(c => ContractFundingAnswer.Of(c, now))]);
}

/// <summary>
/// The funding of one contract; times are ms UTC. <c>newestTime</c> and <c>newestRate</c> belong to the newest stored settlement. <c>dueAt</c> is the time at which
/// the next settlement is due by the interval so far. <c>state</c> is <c>ok</c>, <c>waiting</c> (nothing was read yet), <c>late</c> (a settlement is due and not
/// stored) or <c>failing</c>.
/// </summary>
internal sealed record ContractFundingAnswer(
    string Symbol, string State, long? NewestTime, double? NewestRate, long? DueAt, long? CompleteFrom, long? CompleteTo, CurrentFundingAnswer? Current, string? Failure)
{
    public static ContractFundingAnswer Of(ContractFunding c, long now) => new(
        c.Symbol,
        StateOf(c, now),
        c.NewestTime,
        c.NewestRate,
        c.DueAt,
        c.Complete?.From,
        c.Complete?.To,
        CurrentFundingAnswer.Of(c, now),
        c.Failure);

    private static string StateOf(ContractFunding c, long now) =>
        c.IsLateAt(now) ? "late"
        : c.IsFailingAt(now) ? "failing"
        : c.Complete is null && c.NewestTime is null ? "waiting"
        : "ok";
}

/// <summary>
/// The exchange's estimate for the next settlement: the rate, the time of the settlement, the mark price. <c>time</c> is the exchange's clock when it answered, ms
/// UTC; <c>stale</c> is true if that was more than 5 minutes ago.
/// </summary>
internal sealed record CurrentFundingAnswer(double Rate, long NextFundingTime, double MarkPrice, long Time, bool Stale)
{
    /// <summary>Null if the exchange has not answered yet.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="now">The exchange's clock, ms UTC.</param>
    public static CurrentFundingAnswer? Of(ContractFunding contract, long now) =>
        contract.Current is { } c ? new(c.Rate, c.NextTime, c.MarkPrice, c.Time, contract.IsStaleAt(now)) : null;
}
