namespace CryptoFlow.Simulator.Market;

/// <summary>
/// Candles that the exchange never has, for example because of an outage (docs/exchanges.md, Quirks): the candles that open in [<paramref
/// name="From"/>, <paramref name="To"/>).
/// </summary>
/// <param name="Venue">The exchange.</param>
/// <param name="Symbol">The contract.</param>
/// <param name="Interval">The series, by <see cref="Market.Interval.Name"/>; null for all series of the contract.</param>
/// <param name="From">First missing open time, ms UTC.</param>
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
            throw new ArgumentException($"'{Interval}' is not an interval.");
    }
}
