namespace CryptoFlow.Trades;

/// <summary>An entry. The strategy, the instrument and <paramref name="Time"/> identify the entry and its trade, because there is at most one entry per candle.</summary>
/// <param name="Time">Open time of the candle at whose close the position is opened, ms UTC.</param>
/// <param name="Direction">Long or short.</param>
/// <param name="Setup">The pattern's name, such as <c>BOUNCE</c>.</param>
/// <param name="Entry">Entry price: the candle's close.</param>
/// <param name="Stop">Stop price, on the losing side of the entry. It also sizes the position.</param>
/// <param name="Tp1">First target, at which a part is closed; null for none.</param>
/// <param name="Tp2">Second target, at which the rest is closed; null for none.</param>
/// <param name="Channel">The channel of the entry; null for a strategy without channels.</param>
public sealed record Signal(
    long Time,
    TradeDirection Direction,
    string Setup,
    double Entry,
    double Stop,
    double? Tp1,
    double? Tp2,
    Channel? Channel)
{
    /// <summary>The gain at a price, as a fraction of the entry price and before fees; negative for a loss.</summary>
    public double GainAt(double price) => Direction == TradeDirection.Long ? (price - Entry) / Entry : (Entry - price) / Entry;

    /// <summary>Says how the signal breaks the rules of an order; null if it does not. Only a defect of a strategy breaks them.</summary>
    public string? FindDefect(in Candle candle)
    {
        if (Time != candle.OpenTime || Entry != candle.Close)
            return "an entry is at the close of the candle that calls for it";
        if (!(Stop > 0) || !(GainAt(Stop) < 0))
            return "the stop lies on the losing side of the entry";
        return GainAt(Tp1 ?? double.NaN) <= 0 || GainAt(Tp2 ?? double.NaN) <= 0 ? "a target lies on the winning side of the entry" : null;
    }
}
