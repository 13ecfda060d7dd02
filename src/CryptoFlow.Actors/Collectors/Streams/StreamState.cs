using System.Collections.Immutable;

namespace CryptoFlow.Collectors.Streams;

/// <summary>Whether the streams of an exchange bring its candles.</summary>
public enum StreamPhase
{
    /// <summary>There are no streams, by the configuration or because no symbol is collected.</summary>
    Off,

    /// <summary>A connection is being opened, or has not delivered yet.</summary>
    Connecting,

    /// <summary>Each connection delivers.</summary>
    Live,

    /// <summary>A connection is missing or silent. Polling brings the candles.</summary>
    Dead,
}

/// <summary>The streams of one exchange, for health and metrics. An immutable snapshot.</summary>
/// <param name="Phase">Whether the streams bring the candles.</param>
/// <param name="Detail">One sentence about what is wrong, or null.</param>
/// <param name="Connections">Open connections.</param>
/// <param name="Wanted">Connections that should be open.</param>
/// <param name="Series">Series that should have a stream.</param>
/// <param name="LiveSeries">Series whose stream delivers.</param>
/// <param name="Reconnects">Connections that were lost or could not be opened, since the start.</param>
/// <param name="Messages">Messages with candles.</param>
/// <param name="Dropped">Messages and rows that were dropped: of other series, unreadable, impossible, late, or without room in the queue.</param>
/// <param name="Closed">Candles that the streams have closed and that are stored.</param>
/// <param name="LastMessageAt">When the last message with a candle came, ms UTC, or null.</param>
/// <param name="Since">When the phase began, ms UTC.</param>
public sealed record StreamState(
    StreamPhase Phase,
    string? Detail,
    int Connections,
    int Wanted,
    int Series,
    int LiveSeries,
    long Reconnects,
    long Messages,
    DroppedMessages Dropped,
    long Closed,
    long? LastMessageAt,
    long Since)
{
    /// <summary>Series that the exchange has refused to stream, with its words.</summary>
    public ImmutableDictionary<SeriesKey, string> Refused { get; init; } = ImmutableDictionary<SeriesKey, string>.Empty;

    public static StreamState Off(long now) => new(StreamPhase.Off, null, 0, 0, 0, 0, 0, 0, default, 0, null, now);
}

/// <summary>Messages and rows of streams that were dropped, by reason.</summary>
/// <param name="NotSubscribed">Messages of a symbol or an interval that was not subscribed.</param>
/// <param name="Unreadable">Messages that are not the exchange's JSON, and rows that cannot be candles.</param>
/// <param name="Impossible">Rows that contradict the exchange's clock.</param>
/// <param name="Late">Rows that are older than the known state: doubled, late, out of order.</param>
/// <param name="Overflow">Closed candles for which the queue to the writer had no room. The next poll brings them.</param>
public readonly record struct DroppedMessages(long NotSubscribed, long Unreadable, long Impossible, long Late, long Overflow)
{
    public static DroppedMessages operator +(DroppedMessages a, DroppedMessages b) => new(
        a.NotSubscribed + b.NotSubscribed, a.Unreadable + b.Unreadable, a.Impossible + b.Impossible, a.Late + b.Late, a.Overflow + b.Overflow);
}
