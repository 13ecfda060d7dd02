using System.Collections.Immutable;
using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Bybit;

/// <summary>The limits of Bybit v5 for one address (docs/exchanges.md, Bybit, Limits).</summary>
public static class BybitLimits
{
    /// <summary>The most rows of one answer of kline. The exchange reduces a larger limit to this number without an error.</summary>
    public const int PageRows = 1000;

    /// <summary>The most contracts of one page of instruments-info.</summary>
    public const int InstrumentsPerPage = 1000;

    /// <summary>600 requests per 5 s over all endpoints; market data has no weights.</summary>
    public static SlidingWindowLimit RequestsPer5Seconds { get; } = new("requests per 5 s", 600, TimeSpan.FromSeconds(5));

    /// <summary>All limits, for a <see cref="RequestBudget"/>.</summary>
    public static ImmutableArray<RequestLimit> All { get; } = [RequestsPer5Seconds];

    // No endpoint has a longer window, so a later time cannot be the reset of a window.
    private static readonly TimeSpan LongestReset = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Reads X-Bapi-Limit-Status, the free requests of an endpoint's limit. Public answers may lack this header, and the limit is the endpoint's, not the
    /// address's. So the header only starts a pause, when no request is left and the time of the reset is given.
    /// </summary>
    internal static void Observe(HttpAnswer answer, RequestPermit permit, RequestBudget budget)
    {
        if (answer.Number("X-Bapi-Limit-Status") == 0 && TimeToReset(answer, answer.DateMs) is { } wait)
            budget.PauseUntil(answer.ReceivedAt + wait, "Bybit: nothing is left of an endpoint's limit");
    }

    /// <summary>
    /// The time from the exchange's own "now" (ms UTC) to X-Bapi-Limit-Reset-Timestamp; null if the header is missing or impossible.
    /// </summary>
    internal static TimeSpan? TimeToReset(HttpAnswer answer, long exchangeTime)
    {
        if (answer.Number("X-Bapi-Limit-Reset-Timestamp") is not { } reset || exchangeTime <= 0)
            return null;
        var wait = TimeSpan.FromMilliseconds(Math.Clamp(reset - exchangeTime, -1, int.MaxValue));
        return wait > TimeSpan.Zero && wait <= LongestReset ? wait : null;
    }
}
