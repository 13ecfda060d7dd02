using System.Collections.Concurrent;

namespace CryptoFlow.Collectors.Streams;

/// <summary>
/// Shows the forming candles of this process's own streams to any thread, without a message or a lock. A new value replaces the old value of its series, so the
/// board has one entry for each series, however fast an exchange sends. There is one board in a process.
/// </summary>
public sealed class FormingBoard : IFormingCandles
{
    private readonly ConcurrentDictionary<SeriesKey, FormingCandle> _candles = new();

    public IReadOnlyCollection<KeyValuePair<SeriesKey, FormingCandle>> All => _candles;

    public FormingCandle? Find(SeriesKey series) => _candles.GetValueOrDefault(series);

    internal void Show(SeriesKey series, FormingCandle candle) => _candles[series] = candle;

    /// <summary>No stream shows the candle any more: it has closed, or the stream is dead.</summary>
    internal void Clear(SeriesKey series) => _candles.TryRemove(series, out _);
}
