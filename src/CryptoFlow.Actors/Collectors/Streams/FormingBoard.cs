using System.Collections.Concurrent;

namespace CryptoFlow.Collectors.Streams;

/// <summary>A candle that is forming now. It is never stored.</summary>
/// <param name="Candle">The values so far.</param>
/// <param name="ExchangeTime">The exchange's clock when it sent the values, ms UTC.</param>
public sealed record FormingCandle(Candle Candle, long ExchangeTime);

/// <summary>
/// Shows the forming candle of each series to any thread, without a message or a lock. The newest value replaces the one before, so the board has one entry for
/// each series, however fast an exchange sends. One per process; only the process that runs an exchange's collector has its candles.
/// </summary>
public sealed class FormingBoard
{
    private readonly ConcurrentDictionary<SeriesKey, FormingCandle> _candles = new();

    /// <summary>The series that have a forming candle, with its newest values.</summary>
    public IReadOnlyCollection<KeyValuePair<SeriesKey, FormingCandle>> All => _candles;

    /// <summary>The forming candle of a series; null while no stream shows one.</summary>
    public FormingCandle? Find(SeriesKey series) => _candles.GetValueOrDefault(series);

    internal void Show(SeriesKey series, FormingCandle candle) => _candles[series] = candle;

    /// <summary>No stream shows the candle any more: it has closed, or the stream is dead.</summary>
    internal void Clear(SeriesKey series) => _candles.TryRemove(series, out _);
}
