namespace CryptoFlow.Collectors.Streams;

/// <summary>The periods and time limits of the streams.</summary>
public sealed record StreamTimes
{
    /// <summary>Time for the connection and its handshake.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for one send, and for the answer to a subscription request.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for the close handshake; then the connection is aborted.</summary>
    public TimeSpan Close { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a connection checks whether a ping is due, whether a request is unanswered, and whether it is silent.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The age at which a connection is replaced, minus up to an hour by the seed. Binance and, by older documents, Bitget cut a connection after 24 hours. Sockets
    /// that go silent without an end mostly do so after a day.
    /// </summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(23);

    /// <summary>How long the old connection stays while the new one has not delivered.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A connection that has delivered for this long ends the back-off.</summary>
    public TimeSpan Stable { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The first pause before another connection; doubled with each failure.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest pause. With it and its jitter, a link connects at most some ten times in five minutes. All exchanges allow an address 300 connections in that
    /// time.
    /// </summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The pause before refused series are subscribed again on the same connection; doubled with each refusal.</summary>
    public TimeSpan FirstRefusedPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause before refused series are subscribed again. Bitget allows 240 requests of a connection in an hour.</summary>
    public TimeSpan LongestRefusedPause { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A connection without any candle for its shortest interval plus this time is dead.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The least time between two reports to the collector.</summary>
    public TimeSpan Report { get; init; } = TimeSpan.FromSeconds(5);
}
