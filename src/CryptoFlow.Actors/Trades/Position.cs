namespace CryptoFlow.Trades;

/// <summary>An open trade as of one traded candle.</summary>
/// <param name="Signal">How it was entered.</param>
/// <param name="EntryCapital">The account's capital when it was entered, which sizes it.</param>
/// <param name="CandlesHeld">Traded candles since the entry candle; 0 at the entry.</param>
/// <param name="Tp1Time">Open time of the candle that first touched the first target, ms UTC, or null.</param>
public sealed record Position(Signal Signal, double EntryCapital, int CandlesHeld = 0, long? Tp1Time = null);
