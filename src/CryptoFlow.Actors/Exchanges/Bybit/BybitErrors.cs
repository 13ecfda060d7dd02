using System.Collections.Frozen;
using CryptoFlow.Exchanges.Wire;
using static CryptoFlow.Exchanges.Wire.ErrorMeaning;

namespace CryptoFlow.Exchanges.Bybit;

/// <summary>
/// Bybit's errors: HTTP 200 with <c>retCode</c> other than 0. HTTP 403 means either the limit of the address or a blocked country
/// (docs/exchanges.md, Bybit, Limits and Errors).
/// </summary>
internal sealed class BybitErrors()
    : ExchangeErrors(Exchange.Bybit, new EnvelopeShape("retCode", "retMsg", "time", "result"), successCode: "0", Codes)
{
    private static readonly TimeSpan AddressPause = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan OverloadPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan VisitsPause = TimeSpan.FromSeconds(2);

    private static readonly FrozenDictionary<string, ErrorMeaning> Codes = new Dictionary<string, ErrorMeaning>
    {
        ["429"] = Unavailable, // high load
        ["10000"] = Unavailable, // time-out of the server
        ["10001"] = BadRequest,
        ["10006"] = RateLimited, // too many visits
        ["10009"] = Forbidden, // the address's region
        ["10016"] = Unavailable, // server error
        ["10017"] = BadRequest, // no such route
    }.ToFrozenDictionary();

    protected override ErrorMeaning? Special(HttpAnswer answer, Envelope? envelope) => (answer.Status, envelope?.Code) switch
    {
        (403, _) => MeaningOf403(answer),
        (429, _) => RateLimited,

        // Requests with these codes are never sent again. The message decides only whether the symbol or our request is wrong.
        (_, "10001") when envelope.Message.Contains("symbol", StringComparison.OrdinalIgnoreCase) => UnknownSymbol,
        _ => null,
    };

    protected override TimeSpan Pause(HttpAnswer answer, Envelope? envelope, DateTimeOffset sentAt) => answer.Status switch
    {
        403 => AddressPause,
        429 => OverloadPause,
        _ => BybitLimits.TimeToReset(answer, envelope?.Time ?? 0) ?? VisitsPause,
    };

    /// <summary>
    /// The exact body of the limit's 403 is unknown. A body that is not clearly a country block counts as the limit, which ends by itself.
    /// </summary>
    private static ErrorMeaning MeaningOf403(HttpAnswer answer)
    {
        if (answer.Says("too frequent"))
            return RateLimited;
        return answer.Says("CloudFront") || answer.Says("country") ? Forbidden : RateLimited;
    }
}
