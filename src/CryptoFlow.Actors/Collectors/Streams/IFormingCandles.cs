namespace CryptoFlow.Collectors.Streams;

/// <summary>A candle that is forming now. It is never stored.</summary>
/// <param name="Candle">The values so far.</param>
/// <param name="ExchangeTime">The exchange's clock when it sent the values, ms UTC.</param>
public sealed record FormingCandle(Candle Candle, long ExchangeTime);

/// <summary>
/// The candles that are forming, as this process knows them. In a single process that is the <see cref="FormingBoard"/>, in a cluster also what other nodes publish. Safe
/// for concurrent use; no method waits.
/// </summary>
public interface IFormingCandles
{
    /// <summary>The series that have a forming candle, with its newest values.</summary>
    IReadOnlyCollection<KeyValuePair<SeriesKey, FormingCandle>> All { get; }

    /// <summary>
    /// The forming candle of a series; null while no stream shows one. A call means that somebody wants the series: for the next seconds a cluster node gets each change of
    /// it.
    /// </summary>
    FormingCandle? Find(SeriesKey series);
}
