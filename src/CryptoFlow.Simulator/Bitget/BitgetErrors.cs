using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Bitget;

/// <summary>Bitget's errors: HTTP 400 and a code that is a string (docs/exchanges.md, Bitget, Errors).</summary>
internal sealed class BitgetErrors : IRefusals
{
    public static Reply DoesNotExist(string value, long nowMs) => Error("40034", $"Parameter {Escaped.Json(value)} does not exist", nowMs);

    public static Reply CannotBeEmpty(string parameter, long nowMs) => Error("40019", $"Parameter {parameter} cannot be empty", nowMs);

    public static Reply VerificationFailed(long nowMs) => Error("400172", "Parameter verification failed", nowMs);

    public static Reply InvalidGranularity(string allowed, long nowMs) =>
        Error("400171", $"Parameter verification failed k-line time range should be [{allowed}]", nowMs);

    public static Reply LimitOutOfRange(int max, long nowMs) =>
        Error("40053", $"Value range verification failed: limit should be between (0, {max}]", nowMs);

    public static Reply StartAfterEnd(long nowMs) => Error("40707", "Start time is greater than end time", nowMs);

    public static Reply RangeTooLong(int days, long nowMs) =>
        Error("00001", $"startTime and endTime interval cannot be greater than {days} days", nowMs);

    public static Reply Removed(long nowMs) => Error("40309", "The symbol has been removed", nowMs);

    /// <summary>HTTP 400, not 404 (measured).</summary>
    public static Reply UnknownPath(long nowMs) => Error("40404", "Request URL NOT FOUND", nowMs);

    public static Reply TooManyRequests(long nowMs, int? retryAfterSeconds = null) =>
        Error("429", "Too Many Requests", nowMs, 429, retryAfterSeconds);

    public Reply For(Fault fault, long nowMs)
    {
        var retryAfter = fault.RetryAfterSeconds;
        return fault.Kind switch
        {
            FaultKind.TooManyRequests or FaultKind.TooManyVisits => TooManyRequests(nowMs, retryAfter),
            FaultKind.AccessTooFrequent or FaultKind.Banned => Reply.Html(403, HtmlPages.Blocked, retryAfter),
            FaultKind.CountryBlocked => Reply.Html(403, HtmlPages.CountryBlocked),
            FaultKind.Restricted => Error("40015", "Service unavailable from a restricted location", nowMs, 451),
            FaultKind.GatewayError => Reply.Html(fault.Status ?? 502, HtmlPages.Gateway(fault.Status ?? 502), retryAfter),
            _ => Error("40725", "system release error", nowMs, fault.Status ?? 500, retryAfter),
        };
    }

    private static Reply Error(string code, string message, long nowMs, int status = 400, int? retryAfter = null) =>
        Reply.Json(status, $$"""{"code":"{{code}}","msg":"{{message}}","requestTime":{{nowMs}},"data":null}""", retryAfter);
}
