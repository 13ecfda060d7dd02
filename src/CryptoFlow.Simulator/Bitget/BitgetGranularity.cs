using System.Collections.Frozen;
using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Bitget;

/// <summary>
/// Bitget's interval names (docs/exchanges.md, Bitget, Parameters). From six hours on, candles begin at UTC+8, unless the name ends in <c>utc</c>.
/// </summary>
/// <param name="Interval">The interval and its grid.</param>
/// <param name="RowsInWindow">The most rows of a page, which spans at most 90 days.</param>
/// <param name="DepthDays">How far back <c>candles</c> reaches according to the documentation; beyond that the answer is empty.</param>
internal sealed record BitgetGranularity(Interval Interval, int RowsInWindow, int DepthDays)
{
    private const long WindowMs = 90L * 24 * 60 * 60 * 1000;

    // The documentation gives no depth for the longest intervals, so their depth is not limited.
    private const int Unlimited = 36_500;

    private static readonly (string Name, string Interval, int DepthDays)[] Names =
    [
        ("1m", "1m", 30), ("3m", "3m", 30), ("5m", "5m", 30), ("15m", "15m", 52), ("30m", "30m", 62),
        ("1H", "1h", 83), ("4H", "4h", 240), ("6H", "6h+8", 360), ("12H", "12h+8", 720),
        ("1D", "1d+8", 1440), ("3D", "3d+8", Unlimited), ("1W", "1w+8", Unlimited), ("1M", "1M+8", Unlimited),
        ("6Hutc", "6h", 360), ("12Hutc", "12h", 720),
        ("1Dutc", "1d", 1440), ("3Dutc", "3d", Unlimited), ("1Wutc", "1w", Unlimited), ("1Mutc", "1M", Unlimited),
    ];

    private static readonly FrozenDictionary<string, BitgetGranularity> ByName = Names.ToFrozenDictionary(
        n => n.Name,
        n => Create(Interval.Named(n.Interval), n.DepthDays),
        StringComparer.Ordinal);

    /// <summary>All names, as listed in the error about a wrong name.</summary>
    public static string All { get; } = string.Join(',', Names.Select(n => n.Name));

    public static BitgetGranularity? Find(string? name) => name is null ? null : ByName.GetValueOrDefault(name);

    // Rounded up: 13 weeks, and 4 months as the documentation says.
    private static BitgetGranularity Create(Interval interval, int depthDays) => new(
        interval,
        interval.Name.StartsWith("1M", StringComparison.Ordinal) ? 4 : (int)((WindowMs + interval.Milliseconds - 1) / interval.Milliseconds),
        depthDays);
}
