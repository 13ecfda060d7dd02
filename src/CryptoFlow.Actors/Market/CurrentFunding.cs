namespace CryptoFlow.Market;

/// <summary>What an exchange says now of a contract's next settlement. It changes until the settlement, so it is shown and never stored or charged.</summary>
/// <param name="Rate">The rate of the next settlement as it is estimated now: the share of a position's value that longs pay to shorts.</param>
/// <param name="NextTime">When the next settlement is due, ms UTC.</param>
/// <param name="MarkPrice">The mark price now, quote currency.</param>
/// <param name="Time">The exchange's clock at the answer, ms UTC.</param>
public sealed record CurrentFunding(double Rate, long NextTime, double MarkPrice, long Time)
{
    /// <summary>Why this cannot be what the exchange means, in a few words; null if it can.</summary>
    public string? FindDefect() =>
        !double.IsFinite(Rate) || Math.Abs(Rate) > FundingRate.MostRate ? "the rate is not a number from -1 to 1"
        : !(double.IsFinite(MarkPrice) && MarkPrice > 0) ? "the mark price is not a positive number"
        : NextTime <= 0 || Time <= 0 ? "there is no time"
        : null;
}
