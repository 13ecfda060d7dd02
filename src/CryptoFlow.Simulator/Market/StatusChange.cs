namespace CryptoFlow.Simulator.Market;

/// <summary>A new status of a contract: it begins to trade, is settled, or is removed from the list.</summary>
/// <param name="Venue">The exchange.</param>
/// <param name="Symbol">One of the exchange's contracts.</param>
/// <param name="Status">The new status.</param>
/// <param name="RefusesCandles">Whether its candles are refused although it is listed.</param>
public sealed record StatusChange(Venue Venue, string Symbol, InstrumentStatus Status, bool RefusesCandles = false);
