namespace CryptoFlow.Simulator.Faults;

/// <summary>The faults that can be injected. <c>docs/simulator.md</c>, Faults, describes their effects.</summary>
public enum FaultKind
{
    /// <summary>HTTP 429 with the exchange's body.</summary>
    TooManyRequests,

    /// <summary>Bybit: HTTP 200 with <c>retCode</c> 10006. Others: as <see cref="TooManyRequests"/>.</summary>
    TooManyVisits,

    /// <summary>Binance: HTTP 418 and the end of the address's ban. Others: as <see cref="AccessTooFrequent"/>.</summary>
    Banned,

    /// <summary>HTTP 403 because of too many requests: Bybit's text, or an HTML page of the firewall.</summary>
    AccessTooFrequent,

    /// <summary>HTTP 403 with CloudFront's page about the client's country.</summary>
    CountryBlocked,

    /// <summary>HTTP 451.</summary>
    Restricted,

    /// <summary>HTTP 500 (or <see cref="Fault.Status"/>) with the exchange's JSON body.</summary>
    ServerError,

    /// <summary>HTTP 502 (or <see cref="Fault.Status"/>) with the HTML page of a gateway.</summary>
    GatewayError,

    /// <summary>No answer until the client gives up.</summary>
    Timeout,

    /// <summary>The connection is reset without an answer.</summary>
    ConnectionReset,

    /// <summary>The body arrives in pieces over <see cref="Fault.DelayMs"/>.</summary>
    SlowBody,

    /// <summary>HTTP 200 and the first part of the JSON body.</summary>
    TruncatedJson,

    /// <summary>HTTP 200 and a body of full length that is not JSON.</summary>
    MalformedJson,

    /// <summary>HTTP 200 and an empty body.</summary>
    EmptyBody,

    /// <summary>A valid answer without rows.</summary>
    EmptyPage,

    /// <summary>Only <see cref="Fault.Rows"/> of the requested rows.</summary>
    ShortPage,

    /// <summary>An additional row: the forming candle, although it was not requested.</summary>
    UnclosedRow,

    /// <summary>The newest closed candle with its values from before its close.</summary>
    StaleRow,

    /// <summary>The newest closed candle with values that later answers correct.</summary>
    RevisedRow,

    /// <summary><see cref="Fault.Rows"/> rows missing from the middle.</summary>
    Gap,

    /// <summary>One row appears twice.</summary>
    DuplicateRow,

    /// <summary>A row whose open time is off the grid.</summary>
    MisalignedRow,

    /// <summary>A row whose high is below its low.</summary>
    ImpossibleRow,

    /// <summary>The rows of a longer interval (<see cref="Fault.Instead"/>) instead of the requested one.</summary>
    WrongInterval,

    /// <summary>The answer about another contract (<see cref="Fault.Instead"/>) instead of the requested one.</summary>
    WrongSymbol,

    /// <summary>The answer without the exchange's time: no <c>time</c>, no <c>requestTime</c>, no time in the header <c>Date</c>.</summary>
    NoTime,

    /// <summary>All times that the answer shows are off by <see cref="Fault.SkewMs"/>.</summary>
    ClockSkew,
}

internal static class FaultKinds
{
    /// <summary>Whether the fault changes the rows of a page. Such a fault waits for a request that returns rows.</summary>
    public static bool ChangesRows(this FaultKind kind) => kind is >= FaultKind.EmptyPage and <= FaultKind.WrongSymbol;

    /// <summary>Whether the fault replaces the answer.</summary>
    public static bool Refuses(this FaultKind kind) => kind <= FaultKind.GatewayError;
}
