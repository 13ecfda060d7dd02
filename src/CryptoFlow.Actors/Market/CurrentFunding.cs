namespace CryptoFlow.Market;

/// <summary>An exchange's present values for a contract's next settlement. They change until the settlement, so they are shown and never stored or charged.</summary>
/// <param name="Rate">The estimated rate of the next settlement: the share of a position's value that longs pay to shorts.</param>
/// <param name="NextTime">When the next settlement is due, ms UTC.</param>
/// <param name="MarkPrice">The mark price now, quote currency.</param>
/// <param name="Time">The exchange's clock at the answer, ms UTC.</param>
public sealed record CurrentFunding(double Rate, long NextTime, double MarkPrice, long Time)
{
    /// <summary>Says in a few words why the values are impossible; null if they are possible.</summary>
    public string? FindDefect() =>
        !double.IsFinite(Rate) || Math.Abs(Rate) > FundingRate.MostRate ? "the rate is not a number from -1 to 1"
        : !(double.IsFinite(MarkPrice) && MarkPrice > 0) ? "the mark price is not a positive number"
        : NextTime <= 0 || Time <= 0 ? "there is no time"
        : null;
}
