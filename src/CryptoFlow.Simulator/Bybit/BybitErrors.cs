using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Bybit;

/// <summary>Bybit's errors: HTTP 200; only <c>retCode</c> shows that the request failed (docs/exchanges.md, Bybit, Errors).</summary>
internal sealed class BybitErrors : IRefusals
{
    private const int ParameterError = 10001;

    public static Reply InvalidSymbol(long nowMs) => Parameter("symbol invalid", nowMs);

    public static Reply InvalidPeriod(long nowMs) => Error(ParameterError, "Invalid period!", nowMs);

    /// <summary>A wrong parameter. The wording of errors that were never recorded is a guess.</summary>
    public static Reply Parameter(string problem, long nowMs, string result = "{}") =>
        Error(ParameterError, $"params error: {problem}", nowMs, result);

    public static Reply UnknownPath(long nowMs) => Error(10017, "Route not found.", nowMs, status: 404);

    /// <summary>The exact body is not known; the documentation quotes this text.</summary>
    public static Reply AccessTooFrequent(int? retryAfterSeconds = null) =>
        Reply.Plain(403, "403, access too frequent", retryAfterSeconds);

    public Reply For(Fault fault, long nowMs)
    {
        var retryAfter = fault.RetryAfterSeconds;
        return fault.Kind switch
        {
            FaultKind.TooManyRequests => Error(10429, "System level frequency protection", nowMs, status: 429, retryAfter: retryAfter),
            FaultKind.TooManyVisits => Error(10006, "Too many visits. Exceeded the API Rate Limit.", nowMs, retryAfter: retryAfter),
            FaultKind.AccessTooFrequent or FaultKind.Banned => AccessTooFrequent(retryAfter),
            FaultKind.CountryBlocked => Reply.Html(403, HtmlPages.CountryBlocked),
            FaultKind.Restricted => Error(10009, "The ip region has been banned.", nowMs, status: 451),
            FaultKind.GatewayError => Reply.Html(fault.Status ?? 502, HtmlPages.Gateway(fault.Status ?? 502), retryAfter),
            _ => Error(10016, "Internal System Error.", nowMs, status: fault.Status ?? 500, retryAfter: retryAfter),
        };
    }

    /// <summary>No error: a result in the envelope.</summary>
    public static Reply None(string result, long nowMs) =>
        Reply.Json(200, $$"""{"retCode":0,"retMsg":"OK","result":{{result}},"retExtInfo":{},"time":{{nowMs}}}""");

    private static Reply Error(int code, string message, long nowMs, string result = "{}", int status = 200, int? retryAfter = null) =>
        Reply.Json(
            status,
            $$"""{"retCode":{{code}},"retMsg":"{{message}}","result":{{result}},"retExtInfo":{},"time":{{nowMs}}}""",
            retryAfter);
}
