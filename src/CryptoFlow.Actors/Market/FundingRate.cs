namespace CryptoFlow.Market;

/// <summary>One settlement of a contract's funding.</summary>
/// <param name="Time">When it was settled, ms UTC, a whole minute.</param>
/// <param name="Rate">The share of a position's value that longs pay to shorts. If it is negative, shorts pay longs.</param>
/// <param name="MarkPrice">The mark price of the settlement, quote currency; null if the exchange has none for that time.</param>
public readonly record struct FundingRate(long Time, double Rate, double? MarkPrice)
{
    /// <summary>
    /// The times of settlements are rounded down to multiples of this, ms. All three exchanges settle at full hours, but Binance gives times that are some
    /// milliseconds later.
    /// </summary>
    public const long Grid = 60_000;

    /// <summary>The shortest time between two settlements on these exchanges, ms.</summary>
    public const long ShortestInterval = 3_600_000;

    /// <summary>The largest possible rate of either sign. The exchanges limit rates to a few percent.</summary>
    public const double MostRate = 1;

    /// <summary>Says in a few words why this cannot be a settlement; null if it can.</summary>
    public string? FindDefect() =>
        Time <= 0 || Time % Grid != 0 ? "the time is not a whole minute"
        : !double.IsFinite(Rate) || Math.Abs(Rate) > MostRate ? "the rate is not a number from -1 to 1"
        : MarkPrice is { } mark && !(double.IsFinite(mark) && mark > 0) ? "the mark price is not a positive number"
        : null;
}
