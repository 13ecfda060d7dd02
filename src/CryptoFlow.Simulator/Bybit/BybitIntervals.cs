using System.Collections.Frozen;
using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Bybit;

/// <summary>Bybit's interval names: minutes as numbers, and D, W, M, all in UTC (docs/exchanges.md, Bybit).</summary>
internal static class BybitIntervals
{
    private static readonly FrozenDictionary<string, Interval> ByName = new Dictionary<string, Interval>
    {
        ["1"] = Interval.Named("1m"),
        ["3"] = Interval.Named("3m"),
        ["5"] = Interval.Named("5m"),
        ["15"] = Interval.Named("15m"),
        ["30"] = Interval.Named("30m"),
        ["60"] = Interval.Named("1h"),
        ["120"] = Interval.Named("2h"),
        ["240"] = Interval.Named("4h"),
        ["360"] = Interval.Named("6h"),
        ["720"] = Interval.Named("12h"),
        ["D"] = Interval.Named("1d"),
        ["W"] = Interval.Named("1w"),
        ["M"] = Interval.Named("1M"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Interval? Find(string? name) => name is null ? null : ByName.GetValueOrDefault(name);
}
