namespace CryptoFlow.Simulator.Market;

/// <summary>
/// Candles that the exchange has changed after they had closed: those that open in [<paramref name="From"/>, <paramref name="To"/>) show other
/// volumes and another close from now on. Two revisions of one candle give back its first values.
/// </summary>
/// <param name="Venue">Where.</param>
/// <param name="Symbol">Of which contract.</param>
/// <param name="Interval">In which series, by <see cref="Market.Interval.Name"/>; null: in all of them.</param>
/// <param name="From">First open time that is changed, ms UTC.</param>
/// <param name="To">First open time after them, ms UTC.</param>
public sealed record Revision(Venue Venue, string Symbol, string? Interval, long From, long To)
{
    internal bool Covers(Interval interval, long open) =>
        open >= From && open < To && (Interval is null || Interval == interval.Name);

    internal void Validate()
    {
        if (To <= From)
            throw new ArgumentException($"A revision ends after it begins; {From}..{To} does not.");
        if (Interval is not null && !Market.Interval.IsName(Interval))
            throw new ArgumentException($"'{Interval}' is no interval.");
    }

    /// <summary>Mirrors the close between low and high: possible values, and others wherever the candle is no line.</summary>
    internal static Candle Apply(in Candle candle) => candle with
    {
        Close = candle.High + candle.Low - candle.Close,
        Trades = candle.Trades ^ 1,
    };
}
