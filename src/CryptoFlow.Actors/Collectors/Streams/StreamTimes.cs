namespace CryptoFlow.Collectors.Streams;

/// <summary>The periods of the streams.</summary>
public sealed record StreamTimes
{
    /// <summary>Time for the connection and its handshake.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for one send, and for the answer to a subscription request.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for the close handshake; then the connection is aborted.</summary>
    public TimeSpan Close { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a connection looks after its pings, its unanswered requests and its silence.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The age at which a connection is replaced, less up to an hour by the seed. Binance, and by older documents Bitget, cut a connection after 24 hours, and
    /// open sockets go silent above all after a day.
    /// </summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(23);

    /// <summary>How long the old connection stays while the new one has not delivered.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A connection that has delivered for this long ends the back-off.</summary>
    public TimeSpan Stable { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The first pause before another connection; doubled with each failure.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest pause. With it, a connection attempts to connect at most about six times in five minutes; all exchanges allow 300 for an address.
    /// </summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The pause before refused series are asked for again on the same connection; doubled with each refusal.</summary>
    public TimeSpan FirstRefusedPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause before refused series are asked for again. Bitget allows 240 requests of a connection in an hour.</summary>
    public TimeSpan LongestRefusedPause { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Added to the shortest interval of a connection: the time without any candle after which the connection is dead.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The shortest interval of the reports to the collector.</summary>
    public TimeSpan Report { get; init; } = TimeSpan.FromSeconds(5);
}
