using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Binance;

/// <summary>Binance's error bodies: HTTP 4xx/5xx with <c>{"code":-1121,"msg":"…"}</c> (docs/exchanges.md, Binance, Errors).</summary>
internal sealed class BinanceErrors : IRefusals
{
    private const int DefaultBanMs = 120_000;

    public static Reply InvalidSymbol() => Error(400, -1121, "Invalid symbol.");

    public static Reply InvalidInterval() => Error(400, -1120, "Invalid interval.");

    public static Reply InvalidLimit() => Error(400, -1130, "Data sent for parameter 'limit' is not valid.");

    public static Reply StartAfterEnd() => Error(400, -1023, "Start time is greater than end time.");

    public static Reply Missing(string parameter) =>
        Error(400, -1102, $"Mandatory parameter '{parameter}' was not sent, was empty/null, or malformed.");

    public static Reply Empty(string parameter) => Error(400, -1105, $"Parameter '{parameter}' was empty.");

    public static Reply IllegalCharacters(string parameter) =>
        Error(400, -1100, $"Illegal characters found in parameter '{parameter}'; legal range is '^[0-9]{{1,20}}$'.");

    public static Reply UnknownPath(string path) => Error(404, -5000, $"Path {Escaped.Json(path)}, Method GET is invalid");

    public static Reply TooManyRequests(int? retryAfterSeconds, int limit = 2400) => Error(
        429,
        -1003,
        $"Too many requests; current limit of IP(127.0.0.1) is {limit} requests per minute. Please use the websocket for live updates to avoid polling the API.",
        retryAfterSeconds);

    /// <param name="untilMs">End of the ban, ms UTC of the exchange's clock.</param>
    /// <param name="retryAfterSeconds">Seconds from now until the end of the ban; null sends no Retry-After.</param>
    public static Reply Banned(long untilMs, int? retryAfterSeconds) => Error(
        418,
        -1003,
        $"Way too many requests; IP(127.0.0.1) banned until {untilMs}. Please use the websocket for live updates to avoid bans.",
        retryAfterSeconds);

    public Reply For(Fault fault, long nowMs)
    {
        var retryAfter = fault.RetryAfterSeconds;
        return fault.Kind switch
        {
            FaultKind.TooManyRequests or FaultKind.TooManyVisits => TooManyRequests(retryAfter),
            FaultKind.Banned => Banned(nowMs + ((retryAfter * 1000) ?? DefaultBanMs), retryAfter),
            FaultKind.AccessTooFrequent => Reply.Html(403, HtmlPages.Blocked, retryAfter),
            FaultKind.CountryBlocked => Reply.Html(403, HtmlPages.CountryBlocked),
            FaultKind.Restricted => Error(
                451,
                0,
                "Service unavailable from a restricted location according to 'b. Eligibility' in https://www.binance.com/en/terms. Please contact customer service if you believe you received this message in error."),
            FaultKind.GatewayError => Reply.Html(fault.Status ?? 502, HtmlPages.Gateway(fault.Status ?? 502), retryAfter),
            _ => ServerError(fault.Status ?? 500, retryAfter),
        };
    }

    private static Reply ServerError(int status, int? retryAfter) => status switch
    {
        408 => Error(408, -1007, "Timeout waiting for response from backend server. Send status unknown; execution status unknown.", retryAfter),
        503 => Error(503, -1008, "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.", retryAfter),
        _ => Error(status, -1000, "Internal error; unable to process your request. Please try again.", retryAfter),
    };

    private static Reply Error(int status, int code, string message, int? retryAfter = null) =>
        Reply.Json(status, $$"""{"code":{{code}},"msg":"{{message}}"}""", retryAfter);
}
