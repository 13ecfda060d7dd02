namespace CryptoFlow.Exchanges;

/// <summary>What went wrong with a request, in the terms in which a collector decides.</summary>
public enum ExchangeErrorKind
{
    /// <summary>The request itself is wrong (a parameter, a limit, an interval). A defect of ours: never sent again as it is.</summary>
    BadRequest,

    /// <summary>The exchange does not know the symbol, or no longer.</summary>
    UnknownSymbol,

    /// <summary>Too many requests; the whole exchange rests until it may go on.</summary>
    RateLimited,

    /// <summary>The address is banned for a time after too many requests; the whole exchange rests.</summary>
    Banned,

    /// <summary>Refused for where we call from (HTTP 451, a country block). No retry helps, but an operator can.</summary>
    Forbidden,

    /// <summary>The exchange is there and cannot answer now: 5xx, overload, maintenance.</summary>
    Unavailable,

    /// <summary>No answer: time-out, connection refused or reset.</summary>
    Network,

    /// <summary>An answer that cannot be read (truncated, another shape), that answers another question than was asked, or whose time cannot be right.</summary>
    BadAnswer,
}

/// <summary>Whether, and after what, a failed request may be sent again.</summary>
public enum RetryAdvice
{
    /// <summary>Not as it is.</summary>
    Never,

    /// <summary>After a back-off, this request alone.</summary>
    AfterBackoff,

    /// <summary>After the exchange's pause has ended: nothing at all is sent to it before.</summary>
    AfterPause,
}

/// <summary>An expected failure, as a value.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Retry">Whether to send it again.</param>
/// <param name="Message">One sentence for logs and health, with the exchange's own words.</param>
/// <param name="HttpStatus">The HTTP status, 0 where none was received.</param>
/// <param name="Code">The exchange's own code (-1121, 10001, 40034), empty where it gave none.</param>
/// <param name="PausedUntil">With <see cref="RetryAdvice.AfterPause"/>: when the exchange may be asked again (our clock).</param>
public sealed record ExchangeError(
    ExchangeErrorKind Kind,
    RetryAdvice Retry,
    string Message,
    int HttpStatus = 0,
    string Code = "",
    DateTimeOffset? PausedUntil = null);
