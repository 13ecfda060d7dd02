using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using CryptoFlow.Exchanges.Wire;
using static CryptoFlow.Exchanges.Wire.ErrorMeaning;

namespace CryptoFlow.Exchanges.Binance;

/// <summary>
/// Binance's errors: HTTP 4xx or 5xx with <c>{"code":-1121,"msg":"Invalid symbol."}</c>, or HTML from a proxy or firewall before the exchange
/// (docs/exchanges.md, Binance, Errors).
/// </summary>
internal sealed partial class BinanceErrors()
    : ExchangeErrors(Exchange.Binance, new EnvelopeShape("code", "msg", Time: null, Payload: null), successCode: "", Codes)
{
    private static readonly TimeSpan FirewallPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShortestBan = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestBan = TimeSpan.FromDays(3);

    // The text names the last refused millisecond of a ban. The minute's count is reset a little after the minute. This margin covers both.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private static readonly FrozenDictionary<string, ErrorMeaning> Codes = new Dictionary<string, ErrorMeaning>
    {
        ["-1000"] = Unavailable, // unknown error while processing
        ["-1001"] = Unavailable, // internal error
        ["-1003"] = RateLimited,
        ["-1007"] = Unavailable, // time-out of the backend
        ["-1008"] = Unavailable, // system-level protection
        ["-1016"] = Unavailable, // shutting down
        ["-1023"] = BadRequest, // start after end
        ["-1100"] = BadRequest, // illegal characters
        ["-1101"] = BadRequest, // too many parameters
        ["-1102"] = BadRequest, // a mandatory parameter is missing
        ["-1103"] = BadRequest, // unknown parameter
        ["-1105"] = BadRequest, // empty parameter
        ["-1120"] = BadRequest, // invalid interval
        ["-1121"] = UnknownSymbol,
        ["-1122"] = UnknownSymbol, // the symbol's status is invalid
        ["-1130"] = BadRequest, // limit out of range
        ["-4088"] = BadRequest, // more than 200 days (coin-margined host)
    }.ToFrozenDictionary();

    protected override ErrorMeaning? Special(HttpAnswer answer, Envelope? envelope) => answer.Status switch
    {
        418 => Banned, // its code is that of an ordinary limit, -1003
        403 => answer.Says("country") ? Forbidden : RateLimited, // the web application firewall's limit
        451 => Forbidden,
        _ => null,
    };

    protected override TimeSpan Pause(HttpAnswer answer, Envelope? envelope, DateTimeOffset sentAt)
    {
        var now = answer.ReceivedAt;
        if (answer.Status == 403)
            return FirewallPause;
        if (BannedUntil(envelope?.Message) is { } end && end > now)
            return end - now < LongestBan ? end - now + Margin : LongestBan;
        return answer.Status == 418 ? ShortestBan : ToNextMinute(now) + Margin;
    }

    /// <summary>The end of the ban as the text gives it, in ms since the epoch; null if it gives none.</summary>
    private static DateTimeOffset? BannedUntil(string? message) =>
        message is not null
        && BanText().Match(message) is { Success: true } match
        && long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            ? DateTimeOffset.FromUnixTimeMilliseconds(end)
            : null;

    private static TimeSpan ToNextMinute(DateTimeOffset time) =>
        TimeSpan.FromTicks(TimeSpan.TicksPerMinute - (time.Ticks % TimeSpan.TicksPerMinute));

    [GeneratedRegex(@"banned until (\d{13})\b")]
    private static partial Regex BanText();
}
