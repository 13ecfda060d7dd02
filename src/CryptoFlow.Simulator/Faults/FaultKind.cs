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

    /// <summary>The rows of a longer interval (<see cref="Fault.Instead"/>) instead of the requested interval.</summary>
    WrongInterval,

    /// <summary>The answer about another contract (<see cref="Fault.Instead"/>) instead of the requested contract.</summary>
    WrongSymbol,

    /// <summary>The answer without the exchange's time: no <c>time</c>, no <c>requestTime</c>, no time in the header <c>Date</c>.</summary>
    NoTime,

    /// <summary>All times that the answer shows are off by <see cref="Fault.SkewMs"/>.</summary>
    ClockSkew,

    /// <summary>A WebSocket is refused: HTTP 503 (or <see cref="Fault.Status"/>) instead of the handshake.</summary>
    StreamUnavailable,

    /// <summary>A WebSocket is cut right after the handshake.</summary>
    StreamCutAtOnce,

    /// <summary>A subscribe request gets the exchange's error. Except on Bitget, one such topic refuses the whole request.</summary>
    StreamSubscriptionRefused,

    /// <summary>A ping of the client (frame, JSON or text) gets no answer.</summary>
    StreamPingUnanswered,

    /// <summary>The connection is cut instead of a message.</summary>
    StreamCut,

    /// <summary>A message is not sent. The connection stays open, and pings are answered.</summary>
    StreamSilence,

    /// <summary>A message comes in ten frames.</summary>
    StreamFragments,

    /// <summary>Half of a message's frame is sent. Then the connection is cut.</summary>
    StreamTruncated,

    /// <summary>A message is sent twice.</summary>
    StreamDuplicate,

    /// <summary>A message is sent <see cref="Fault.DelayMs"/> late. Later messages overtake it.</summary>
    StreamLate,

    /// <summary>A message comes after the next message about the same series.</summary>
    StreamOutOfOrder,

    /// <summary>The message about a closed candle has the final values, but not the closed flag. Bitget has no flag, so it does not send the message.</summary>
    StreamNoClosedFlag,

    /// <summary>A message with the candle and the name of another contract (<see cref="Fault.Instead"/>).</summary>
    StreamWrongSymbol,
}

/// <summary>The event to which a fault happens.</summary>
internal enum FaultPlace
{
    /// <summary>A REST request.</summary>
    Request,

    /// <summary>The handshake of a WebSocket.</summary>
    Connect,

    /// <summary>A topic in a subscribe request.</summary>
    Subscription,

    /// <summary>A client's ping.</summary>
    Ping,

    /// <summary>A message about candles.</summary>
    Message,
}

internal static class FaultKinds
{
    /// <summary>Whether the fault changes the rows of a page. Such a fault waits for a request that returns rows.</summary>
    public static bool ChangesRows(this FaultKind kind) => kind is >= FaultKind.EmptyPage and <= FaultKind.WrongSymbol;

    /// <summary>Whether the fault replaces the answer.</summary>
    public static bool Refuses(this FaultKind kind) => kind <= FaultKind.GatewayError;

    /// <summary>The event to which the fault happens.</summary>
    public static FaultPlace Place(this FaultKind kind) => kind switch
    {
        < FaultKind.StreamUnavailable => FaultPlace.Request,
        FaultKind.StreamUnavailable or FaultKind.StreamCutAtOnce => FaultPlace.Connect,
        FaultKind.StreamSubscriptionRefused => FaultPlace.Subscription,
        FaultKind.StreamPingUnanswered => FaultPlace.Ping,
        _ => FaultPlace.Message,
    };
}
