using System.Collections.Immutable;
using System.Text.Json;
using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Binance;

/// <summary>What Binance USD-M futures allows one address (EXCHANGES 1.4).</summary>
public static class BinanceLimits
{
    /// <summary>Most rows of one klines answer.</summary>
    public const int MaxRows = 1500;

    /// <summary>Rows of a history request: 1000 rows cost 5, the most rows that do; 1500 cost 10.</summary>
    public const int PageRows = 1000;

    /// <summary>2400 of weight per minute of the exchange's clock, reset at the minute.</summary>
    public static MinuteWeightLimit WeightPerMinute { get; } = new("weight per minute", 2400);

    /// <summary>All limits, for a <see cref="RequestBudget"/>.</summary>
    public static ImmutableArray<RequestLimit> All { get; } = [WeightPerMinute];

    /// <summary>
    /// The weight of a klines request by its limit parameter. Documentation and measurement differ at the edges (100 rows cost 2 or 1);
    /// this is the dearer of the two.
    /// </summary>
    public static int KlinesWeight(int limit) => limit switch
    {
        < 100 => 1,
        < 500 => 2,
        <= 1000 => 5,
        _ => 10,
    };

    /// <summary>X-MBX-USED-WEIGHT-1M: what the exchange counted in its minute, from everything on this address.</summary>
    internal static void Observe(HttpAnswer answer, RequestPermit permit, RequestBudget budget)
    {
        if (answer.Number("X-MBX-USED-WEIGHT-1M") is { } used and < int.MaxValue)
            permit.ReportUsed(WeightPerMinute.Name, (int)used);
    }

    /// <summary>The weight per minute in the rateLimits of exchangeInfo, or null where it is not there.</summary>
    /// <exception cref="JsonException">Not a list of limits.</exception>
    internal static int? ReadDeclaredWeight(ReadOnlySpan<byte> rateLimits)
    {
        var limits = JsonSerializer.Deserialize<RateLimit[]>(rateLimits, JsonSerializerOptions.Web) ?? [];
        return Array.Find(limits, l => l is { RateLimitType: "REQUEST_WEIGHT", Interval: "MINUTE", IntervalNum: 1, Limit: > 0 })?.Limit;
    }

    private sealed record RateLimit(string? RateLimitType, string? Interval, int IntervalNum, int Limit);
}
