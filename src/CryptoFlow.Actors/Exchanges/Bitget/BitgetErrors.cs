using System.Collections.Frozen;
using CryptoFlow.Exchanges.Wire;
using static CryptoFlow.Exchanges.Wire.ErrorMeaning;

namespace CryptoFlow.Exchanges.Bitget;

/// <summary>
/// Bitget's errors: mostly HTTP 400 with <c>{"code":"40034","msg":...,"data":null}</c>. The code is a string; success is "00000"
/// (docs/exchanges.md, Bitget, Errors).
/// </summary>
internal sealed class BitgetErrors()
    : ExchangeErrors(Exchange.Bitget, new EnvelopeShape("code", "msg", "requestTime", "data"), successCode: "00000", Codes)
{
    private static readonly TimeSpan EndpointPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AddressPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RepeatWithin = TimeSpan.FromMinutes(1);

    private static readonly FrozenDictionary<string, ErrorMeaning> Codes = new Dictionary<string, ErrorMeaning>
    {
        ["429"] = RateLimited,
        ["00001"] = BadRequest, // more than 90 days
        ["20001"] = BadRequest, // start after end
        ["30016"] = BadRequest, // parameter error (WebSocket)
        ["30032"] = BadRequest, // the V1 API is gone
        ["40017"] = BadRequest, // parameter verification failed
        ["40019"] = BadRequest, // empty parameter
        ["40020"] = BadRequest, // wrong parameter
        ["40053"] = BadRequest, // limit out of range
        ["40404"] = BadRequest, // no such URL
        ["40705"] = BadRequest, // more than 90 days
        ["40707"] = BadRequest, // start after end
        ["400171"] = BadRequest, // wrong granularity
        ["400172"] = BadRequest, // parameter verification failed
        ["40034"] = UnknownSymbol,
        ["40072"] = UnknownSymbol,
        ["40102"] = UnknownSymbol,
        ["40309"] = UnknownSymbol, // the contract was removed
        ["40845"] = UnknownSymbol, // the contract was removed
        ["500"] = Unavailable,
        ["40010"] = Unavailable, // time-out
        ["40015"] = Unavailable, // system abnormal, also during releases
        ["40200"] = Unavailable, // upgrade
        ["40308"] = Unavailable, // the contract is under maintenance
        ["40725"] = Unavailable, // service error, also during releases
        ["40808"] = Unavailable, // releases
        ["40844"] = Unavailable, // the contract is under maintenance
        ["45001"] = Unavailable, // releases
    }.ToFrozenDictionary();

    private readonly Lock _gate = new();
    private DateTimeOffset _lastRefusal = DateTimeOffset.MinValue;

    protected override ErrorMeaning? Special(HttpAnswer answer, Envelope? envelope) => answer.Status switch
    {
        403 or 451 => Forbidden, // the code does not matter: with another status, 40015 is "system abnormal"
        429 => RateLimited,
        _ => null,
    };

    /// <summary>
    /// The pause after a 429. The answer does not say whether the limit per second or the limit per minute was exceeded. The first pause is one second. If the
    /// exchange refuses a request that was sent after this pause, within the minute, the limit per minute was exceeded and the pause is 5 minutes. The refusal of a
    /// request that was already under way does not count.
    /// </summary>
    protected override TimeSpan Pause(HttpAnswer answer, Envelope? envelope, DateTimeOffset sentAt)
    {
        var now = answer.ReceivedAt;
        lock (_gate)
        {
            var repeated = sentAt > _lastRefusal && now - _lastRefusal <= RepeatWithin;
            _lastRefusal = now;
            return repeated ? AddressPause : EndpointPause;
        }
    }
}
