using System.Collections.Immutable;
using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Bitget;

/// <summary>The limits of Bitget v2 for one address (docs/exchanges.md, Bitget, Limits).</summary>
public static class BitgetLimits
{
    /// <summary>
    /// The most rows of one answer of history-candles. It is not known how the exchange reacts to a larger limit, so the client never asks for more.
    /// </summary>
    public const int HistoryRows = 200;

    private static readonly TimeSpan LongestPage = TimeSpan.FromDays(90);

    /// <summary>20 requests per second, counted separately for each endpoint.</summary>
    public static SlidingWindowLimit RequestsPerSecond { get; } =
        new("requests per second", 20, TimeSpan.FromSeconds(1)) { PerEndpoint = true };

    /// <summary>6000 requests per minute over all endpoints.</summary>
    public static SlidingWindowLimit RequestsPerMinute { get; } = new("requests per minute", 6000, TimeSpan.FromMinutes(1));

    /// <summary>All limits, for a <see cref="RequestBudget"/>.</summary>
    public static ImmutableArray<RequestLimit> All { get; } = [RequestsPerSecond, RequestsPerMinute];

    /// <summary>Rows of a history page: 200, but no page spans more than 90 days (1d: 90 rows).</summary>
    public static int PageRows(Interval interval) =>
        (int)Math.Min(HistoryRows, LongestPage.TotalMilliseconds / interval.Milliseconds);

    /// <summary>Reads the header x-mbx-used-remain-limit: the requests that are left for the endpoint in the current second. Not every answer has the header.</summary>
    internal static void Observe(HttpAnswer answer, RequestPermit permit, RequestBudget budget)
    {
        if (answer.Number("x-mbx-used-remain-limit") is { } left && left <= RequestsPerSecond.Requests)
            permit.ReportUsed(RequestsPerSecond.Name, RequestsPerSecond.Requests - (int)left);
    }
}
