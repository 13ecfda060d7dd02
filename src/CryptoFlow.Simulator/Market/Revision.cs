namespace CryptoFlow.Simulator.Market;

/// <summary>
/// Closed candles that the exchange has changed: the candles that open in [<paramref name="From"/>, <paramref name="To"/>) have other volumes and another close
/// from now on. Two revisions of a candle restore its first values.
/// </summary>
/// <param name="Venue">The exchange.</param>
/// <param name="Symbol">The contract.</param>
/// <param name="Interval">The series, by <see cref="Market.Interval.Name"/>; null for all series of the contract.</param>
/// <param name="From">First changed open time, ms UTC.</param>
/// <param name="To">First open time after the changed candles, ms UTC.</param>
public sealed record Revision(Venue Venue, string Symbol, string? Interval, long From, long To)
{
    internal bool Covers(Interval interval, long open) =>
        open >= From && open < To && (Interval is null || Interval == interval.Name);

    internal void Validate()
    {
        if (To <= From)
            throw new ArgumentException($"A revision ends after it begins; {From}..{To} does not.");
        if (Interval is not null && !Market.Interval.IsName(Interval))
            throw new ArgumentException($"'{Interval}' is not an interval.");
    }

    /// <summary>
    /// Mirrors the close between low and high. The values stay possible, and they differ unless low and high are equal or the close is in
    /// the middle.
    /// </summary>
    internal static Candle Apply(in Candle candle) => candle with
    {
        Close = candle.High + candle.Low - candle.Close,
        Trades = candle.Trades ^ 1,
    };
}
