using System.Collections.Immutable;
using System.Text.Json;
using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Binance;

/// <summary>The limits of Binance USD-M futures for one address (docs/exchanges.md, Binance, Limits).</summary>
public static class BinanceLimits
{
    /// <summary>The most rows of one answer of klines.</summary>
    public const int MaxRows = 1500;

    /// <summary>Rows of a history request. A request for up to 1000 rows costs 5, a request for 1500 rows costs 10.</summary>
    public const int PageRows = 1000;

    /// <summary>2400 weight per minute of the exchange's clock; the count is reset at the minute.</summary>
    public static MinuteWeightLimit WeightPerMinute { get; } = new("weight per minute", 2400);

    /// <summary>
    /// 500 requests per 5 minutes to the endpoint of funding rates. The endpoint fundingInfo counts for the same limit, but the client does not use it.
    /// </summary>
    public static SlidingWindowLimit FundingRequests { get; } =
        new("funding requests per 5 min", 500, TimeSpan.FromMinutes(5)) { Endpoint = BinanceFunding.Path };

    /// <summary>All limits, for a <see cref="RequestBudget"/>.</summary>
    public static ImmutableArray<RequestLimit> All { get; } = [WeightPerMinute, FundingRequests];

    /// <summary>
    /// The weight of a klines request by its limit parameter. The documentation and measurements differ at the edges (100 rows cost 2 or 1); this method returns
    /// the higher value.
    /// </summary>
    public static int KlinesWeight(int limit) => limit switch
    {
        < 100 => 1,
        < 500 => 2,
        <= 1000 => 5,
        _ => 10,
    };

    /// <summary>
    /// Reads X-MBX-USED-WEIGHT-1M: the weight that the exchange has counted in its current minute for this address, other programs
    /// included.
    /// </summary>
    internal static void Observe(HttpAnswer answer, RequestPermit permit, RequestBudget budget)
    {
        if (answer.Number("X-MBX-USED-WEIGHT-1M") is { } used and < int.MaxValue)
            permit.ReportUsed(WeightPerMinute.Name, (int)used);
    }

    /// <summary>The weight per minute in the rateLimits of exchangeInfo; null if it is missing.</summary>
    /// <exception cref="JsonException">Not a list of limits.</exception>
    internal static int? ReadDeclaredWeight(ReadOnlySpan<byte> rateLimits)
    {
        var limits = JsonSerializer.Deserialize<RateLimit[]>(rateLimits, JsonSerializerOptions.Web) ?? [];
        return Array.Find(limits, l => l is { RateLimitType: "REQUEST_WEIGHT", Interval: "MINUTE", IntervalNum: 1, Limit: > 0 })?.Limit;
    }

    private sealed record RateLimit(string? RateLimitType, string? Interval, int IntervalNum, int Limit);
}
