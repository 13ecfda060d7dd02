namespace CryptoFlow.Collectors.Streams;

/// <summary>A candle that is forming now. It is never stored.</summary>
/// <param name="Candle">The values so far.</param>
/// <param name="ExchangeTime">The exchange's clock when it sent the values, ms UTC.</param>
public sealed record FormingCandle(Candle Candle, long ExchangeTime);

/// <summary>
/// The forming candles that this process knows. In a single process they are those of the <see cref="FormingBoard"/>; in a cluster, other nodes publish theirs too.
/// Safe for concurrent use; no method waits.
/// </summary>
public interface IFormingCandles
{
    /// <summary>The series that have a forming candle, with its newest values.</summary>
    IReadOnlyCollection<KeyValuePair<SeriesKey, FormingCandle>> All { get; }

    /// <summary>
    /// The forming candle of a series; null while no stream shows one. In a cluster, a call also asks for the changes of the series during the next seconds.
    /// </summary>
    FormingCandle? Find(SeriesKey series);
}
