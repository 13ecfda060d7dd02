namespace CryptoFlow.Trading;

/// <summary>An entry that was taken. With the strategy and the instrument, <paramref name="Time"/> identifies it and its trade: one a candle.</summary>
/// <param name="Time">Open time of the candle at whose close it was taken, ms UTC.</param>
/// <param name="Direction">Long or short.</param>
/// <param name="Setup">The pattern's name, such as <c>BOUNCE</c>.</param>
/// <param name="Entry">Entry price: the candle's close.</param>
/// <param name="Stop">Stop price.</param>
/// <param name="Tp1">First target, at which a part is closed.</param>
/// <param name="Tp2">Second target, at which the rest is closed.</param>
/// <param name="Channel">The channel that it was taken in.</param>
public sealed record Signal(
    long Time,
    TradeDirection Direction,
    string Setup,
    double Entry,
    double Stop,
    double Tp1,
    double Tp2,
    Channel Channel)
{
    /// <summary>What is earned at a price, as a fraction of the entry price and before fees; negative for a loss.</summary>
    public double GainAt(double price) => Direction == TradeDirection.Long ? (price - Entry) / Entry : (Entry - price) / Entry;
}
