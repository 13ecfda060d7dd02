namespace CryptoFlow.Exchanges;

/// <summary>The kind of a failure. A collector decides by it.</summary>
public enum ExchangeErrorKind
{
    /// <summary>
    /// The request itself is wrong (a parameter, a limit, an interval). This is a defect of CryptoFlow: the same request is never sent
    /// again.
    /// </summary>
    BadRequest,

    /// <summary>The exchange does not know the symbol, or no longer knows it.</summary>
    UnknownSymbol,

    /// <summary>Too many requests. The whole exchange is paused until it accepts requests again.</summary>
    RateLimited,

    /// <summary>The address is banned for some time after too many requests. The whole exchange is paused.</summary>
    Banned,

    /// <summary>The exchange refuses the location of this address (HTTP 451, a country block). No retry helps; an operator has to act.</summary>
    Forbidden,

    /// <summary>The exchange is reachable but cannot answer now: 5xx, overload, maintenance.</summary>
    Unavailable,

    /// <summary>No answer: timeout, connection refused or reset.</summary>
    Network,

    /// <summary>The answer cannot be read (truncated, another shape), answers another question than was asked, or has an impossible time.</summary>
    BadAnswer,
}

/// <summary>Whether, and when, a failed request may be sent again.</summary>
public enum RetryAdvice
{
    /// <summary>Never send the same request again.</summary>
    Never,

    /// <summary>Send this request again after a back-off; other requests are not affected.</summary>
    AfterBackoff,

    /// <summary>Send this request again after the exchange's pause. Until then no request is sent to the exchange.</summary>
    AfterPause,
}

/// <summary>An expected failure, as a value.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Retry">Whether and when to send the request again.</param>
/// <param name="Message">One sentence for logs and health, with the exchange's own words.</param>
/// <param name="HttpStatus">The HTTP status; 0 if none was received.</param>
/// <param name="Code">The exchange's own code (-1121, 10001, 40034); empty if it gave none.</param>
/// <param name="PausedUntil">With <see cref="RetryAdvice.AfterPause"/>: when the exchange may be asked again (our clock).</param>
public sealed record ExchangeError(
    ExchangeErrorKind Kind,
    RetryAdvice Retry,
    string Message,
    int HttpStatus = 0,
    string Code = "",
    DateTimeOffset? PausedUntil = null);
