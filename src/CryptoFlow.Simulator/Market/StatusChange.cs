namespace CryptoFlow.Simulator.Market;

/// <summary>A contract begins to trade, is settled, or is taken off the list.</summary>
/// <param name="Venue">Where.</param>
/// <param name="Symbol">Which; one of the venue's contracts.</param>
/// <param name="Status">Where it stands from now on.</param>
/// <param name="RefusesCandles">Whether its candles are refused although it is listed.</param>
public sealed record StatusChange(Venue Venue, string Symbol, InstrumentStatus Status, bool RefusesCandles = false);
