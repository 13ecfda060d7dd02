using System.Collections.Immutable;

namespace CryptoFlow.Collectors.Funding;

/// <summary>The collection of funding rates of one exchange, for health and the dashboard. An immutable snapshot.</summary>
/// <param name="Contracts">The contracts whose rates are collected, in the order of their symbols.</param>
/// <param name="Stored">Settlements that were stored since the start, new or changed.</param>
/// <param name="Failures">Failed attempts since the start to read rates, history or present values.</param>
public sealed record FundingState(ImmutableArray<ContractFunding> Contracts, long Stored, long Failures)
{
    /// <summary>The funding of a contract; null if it is not collected.</summary>
    public ContractFunding? Find(string symbol) => Contracts.FirstOrDefault(c => c.Symbol == symbol);
}

/// <summary>The funding of one contract. All times are ms UTC of the exchange's clock.</summary>
/// <param name="Symbol">The contract.</param>
/// <param name="NewestTime">The newest stored settlement, or null.</param>
/// <param name="NewestRate">Its rate, or null.</param>
/// <param name="DueAt">When the settlement after it is due, by the time between the two newest ones; null if there are not two.</param>
/// <param name="Complete">The range in which no settlement is missing, or null.</param>
/// <param name="Current">The exchange's estimate for the next settlement; null until it has answered.</param>
/// <param name="Failure">The failure of the newest attempt to read rates or present values; null if both succeeded.</param>
/// <param name="FailingSince">When the first of the failed attempts in a row ended; null if the newest attempt succeeded.</param>
public sealed record ContractFunding(
    string Symbol, long? NewestTime, double? NewestRate, long? DueAt, TimeRange? Complete, CurrentFunding? Current, string? Failure, long? FailingSince)
{
    /// <summary>Time after which a settlement that is due counts as late, ms. It is twice the time after which an answer proves whether there was a settlement.</summary>
    private const long LateAfter = 720_000;

    /// <summary>Time after which present values count as stale, ms. They are requested after each sync.</summary>
    private const long StaleAfter = 300_000;

    /// <summary>Whether a settlement is due, is not stored, and the exchange has not proven that there was none.</summary>
    /// <param name="now">The exchange's clock, ms UTC.</param>
    public bool IsLateAt(long now) => DueAt is { } due && now - due >= LateAfter && (Complete is not { } complete || complete.To <= due);

    /// <summary>Whether the requests for rates or for present values have failed for longer than a settlement may be late.</summary>
    /// <inheritdoc cref="IsLateAt"/>
    public bool IsFailingAt(long now) => now - FailingSince >= LateAfter;

    /// <summary>Whether there are no present values, or they are too old to be shown as present.</summary>
    /// <inheritdoc cref="IsLateAt"/>
    public bool IsStaleAt(long now) => Current is not { } current || now - current.Time >= StaleAfter;
}
