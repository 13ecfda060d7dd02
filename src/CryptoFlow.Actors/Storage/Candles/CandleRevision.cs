namespace CryptoFlow.Storage.Candles;

/// <summary>The values that a stored candle had until a change.</summary>
/// <param name="Id">Ascending in the order of the changes.</param>
/// <param name="Series">The series.</param>
/// <param name="ChangedAt">When the writer changed the candle, ms UTC by this machine's clock.</param>
/// <param name="Source">What asked for the change.</param>
/// <param name="Old">The values before the change.</param>
public sealed record CandleRevision(long Id, SeriesKey Series, long ChangedAt, ChangeSource Source, Candle Old);
