namespace CryptoFlow.Storage.Candles;

/// <summary>The stored candles of a series: their number, bounds and version.</summary>
/// <param name="Series">The series.</param>
/// <param name="Rows">Number of stored candles. The writer updates it in the transaction of the candles.</param>
/// <param name="OldestTime">Open time of the oldest candle, ms UTC; null if there is none.</param>
/// <param name="NewestTime">Open time of the newest candle, ms UTC; null if there is none.</param>
/// <param name="Version">Counts the committed changes of the series.</param>
public sealed record SeriesStats(SeriesKey Series, long Rows, long? OldestTime, long? NewestTime, long Version)
{
    /// <summary>
    /// Open time before which candles of the series are no longer kept, ms UTC: retention has removed them, the writer stores none, and nothing is missing there.
    /// Null if all are kept. Only a list of the series and a search for holes say it.
    /// </summary>
    public long? KeptFrom { get; init; }

    /// <summary>
    /// Open time from which on a paper account of the contract needs the candles, ms UTC; null if there is none. Only a list of the series says it.
    /// </summary>
    public long? NeededFrom { get; init; }
}
