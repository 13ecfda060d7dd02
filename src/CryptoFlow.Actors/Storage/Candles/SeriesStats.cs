namespace CryptoFlow.Storage.Candles;

/// <summary>The stored candles of a series: their number, bounds and version.</summary>
/// <param name="Series">The series.</param>
/// <param name="Rows">Number of stored candles. The writer updates it in the transaction of the candles.</param>
/// <param name="OldestTime">Open time of the oldest candle, ms UTC; null if there is none.</param>
/// <param name="NewestTime">Open time of the newest candle, ms UTC; null if there is none.</param>
/// <param name="Version">Counts the committed changes of the series.</param>
public sealed record SeriesStats(SeriesKey Series, long Rows, long? OldestTime, long? NewestTime, long Version);
