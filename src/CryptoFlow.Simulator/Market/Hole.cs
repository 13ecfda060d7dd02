namespace CryptoFlow.Simulator.Market;

/// <summary>
/// Candles that the exchange does not have and never will (its engine was off; EXCHANGES.md, section 4, number 14): those that
/// open in [<paramref name="From"/>, <paramref name="To"/>).
/// </summary>
/// <param name="Venue">Where.</param>
/// <param name="Symbol">Of which contract.</param>
/// <param name="Interval">In which series, by <see cref="Market.Interval.Name"/>; null: in all of them.</param>
/// <param name="From">First open time that is missing, ms UTC.</param>
/// <param name="To">First open time after the hole, ms UTC.</param>
public sealed record Hole(Venue Venue, string Symbol, string? Interval, long From, long To)
{
    internal bool Covers(Interval interval, long open) =>
        open >= From && open < To && (Interval is null || Interval == interval.Name);

    internal void Validate()
    {
        if (To <= From)
            throw new ArgumentException($"A hole ends after it begins; {From}..{To} does not.");
        if (Interval is not null && !Market.Interval.IsName(Interval))
            throw new ArgumentException($"'{Interval}' is no interval.");
    }
}
