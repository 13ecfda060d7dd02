namespace CryptoFlow.Simulator.Faults;

/// <summary>What can be made to go wrong. <c>docs/simulator.md</c> says how each shows.</summary>
public enum FaultKind
{
    /// <summary>HTTP 429 with the venue's body.</summary>
    TooManyRequests,

    /// <summary>Bybit's HTTP 200 with <c>retCode</c> 10006; elsewhere as <see cref="TooManyRequests"/>.</summary>
    TooManyVisits,

    /// <summary>HTTP 418 and the time until which the address is banned (Binance; elsewhere as <see cref="AccessTooFrequent"/>).</summary>
    Banned,

    /// <summary>HTTP 403 because of too many requests: Bybit's text, or an HTML page of the firewall.</summary>
    AccessTooFrequent,

    /// <summary>HTTP 403 with CloudFront's page about the client's country.</summary>
    CountryBlocked,

    /// <summary>HTTP 451.</summary>
    Restricted,

    /// <summary>HTTP 500 (or <see cref="Fault.Status"/>) with the venue's JSON body.</summary>
    ServerError,

    /// <summary>HTTP 502 (or <see cref="Fault.Status"/>) with the HTML page of a gateway.</summary>
    GatewayError,

    /// <summary>No answer, until the client gives up.</summary>
    Timeout,

    /// <summary>The connection is cut without an answer.</summary>
    ConnectionReset,

    /// <summary>The body arrives in pieces over <see cref="Fault.DelayMs"/>.</summary>
    SlowBody,

    /// <summary>HTTP 200 and the first part of the JSON body.</summary>
    TruncatedJson,

    /// <summary>HTTP 200 and a body of full length that is no JSON.</summary>
    MalformedJson,

    /// <summary>HTTP 200 and nothing.</summary>
    EmptyBody,

    /// <summary>A good answer without rows.</summary>
    EmptyPage,

    /// <summary>Only <see cref="Fault.Rows"/> rows of those asked for.</summary>
    ShortPage,

    /// <summary>The candle that is still forming, though it was not asked for.</summary>
    UnclosedRow,

    /// <summary>The newest closed candle as it stood before it closed.</summary>
    StaleRow,

    /// <summary>The newest closed candle with values that are put right in later answers.</summary>
    RevisedRow,

    /// <summary><see cref="Fault.Rows"/> rows missing from the middle.</summary>
    Gap,

    /// <summary>A row twice.</summary>
    DuplicateRow,

    /// <summary>A row whose open time lies off the grid.</summary>
    MisalignedRow,

    /// <summary>A row whose high is below its low.</summary>
    ImpossibleRow,

    /// <summary>The rows of a longer interval (<see cref="Fault.Instead"/>), as if it had been asked for.</summary>
    WrongInterval,

    /// <summary>The answer about another contract (<see cref="Fault.Instead"/>), as if it had been asked for.</summary>
    WrongSymbol,

    /// <summary>The answer without the exchange's time: no <c>time</c>, no <c>requestTime</c>, no time in the header <c>Date</c>.</summary>
    NoTime,

    /// <summary>All times that the answer shows are off by <see cref="Fault.SkewMs"/>.</summary>
    ClockSkew,
}

internal static class FaultKinds
{
    /// <summary>Whether it changes the rows of a page: such a fault waits for a request that has rows.</summary>
    public static bool ChangesRows(this FaultKind kind) => kind is >= FaultKind.EmptyPage and <= FaultKind.WrongSymbol;

    /// <summary>Whether it takes the place of the answer.</summary>
    public static bool Refuses(this FaultKind kind) => kind <= FaultKind.GatewayError;
}
