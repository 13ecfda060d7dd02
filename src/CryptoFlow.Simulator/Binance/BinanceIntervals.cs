using System.Collections.Frozen;
using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Binance;

/// <summary>Binance's names of the simulator's intervals; days in UTC (docs/exchanges.md, Binance).</summary>
internal static class BinanceIntervals
{
    private static readonly FrozenDictionary<string, Interval> ByName =
        "1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M".Split(' ').ToFrozenDictionary(n => n, Interval.Named, StringComparer.Ordinal);

    public static Interval? Find(string? name) => name is null ? null : ByName.GetValueOrDefault(name);
}
