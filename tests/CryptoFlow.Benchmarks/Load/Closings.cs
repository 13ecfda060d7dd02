using System.Collections.Concurrent;
using System.Diagnostics;

namespace CryptoFlow.Benchmarks.Load;

/// <summary>When each candle was first seen as closed at one place. Any thread may add one.</summary>
internal sealed class Closings
{
    private readonly ConcurrentDictionary<(SeriesKey Series, long OpenTime), long> _seen = new();

    public int Count => _seen.Count;

    public void See(SeriesKey series, long openTime) => _seen.TryAdd((series, openTime), Stopwatch.GetTimestamp());

    /// <summary>The delays of this place behind the exchange, for the candles that both have seen and that open at or after a time (ms UTC).</summary>
    public Latencies Behind(Closings exchange, long from)
    {
        var delays = new Latencies();
        foreach (var (candle, at) in exchange._seen.Where(s => s.Key.OpenTime >= from))
        {
            if (_seen.TryGetValue(candle, out var here))
                delays.Add(TimeSpan.FromTicks(Math.Max(0, Stopwatch.GetElapsedTime(at, here).Ticks)));
        }

        return delays;
    }

    /// <summary>How many candles the exchange has closed from a time on that this place has not seen.</summary>
    public int Missing(Closings exchange, long from) => exchange._seen.Keys.Count(c => c.OpenTime >= from && !_seen.ContainsKey(c));
}
