namespace CryptoFlow.Storage.Gaps;

/// <summary>Candles of a series for which the exchange sends rows that are not valid candles.</summary>
/// <param name="Ranges">Number of rows in the gap ledger.</param>
/// <param name="Candles">Number of candles in these rows.</param>
/// <param name="OpenTime">Open time of the newest of these candles, ms UTC.</param>
/// <param name="Reason">What is wrong with the exchange's row of the newest candle.</param>
public sealed record UnreadableCandles(int Ranges, long Candles, long OpenTime, string Reason);
