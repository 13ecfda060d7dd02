using System.Collections.Immutable;

namespace CryptoFlow.Exchanges.Streams;

/// <summary>A candle as a stream shows it.</summary>
/// <param name="Candle">The values so far; valid for its interval.</param>
/// <param name="IsClosed">The exchange's own flag; null if the exchange sends none (Bitget).</param>
public readonly record struct StreamCandle(Candle Candle, bool? IsClosed);

/// <summary>A parsed message of an exchange's WebSocket. A parser never throws; a message that it cannot read becomes <see cref="Unreadable"/>.</summary>
public abstract record StreamMessage
{
    private StreamMessage()
    {
    }

    /// <summary>Candles of one series.</summary>
    /// <param name="Series">A series that the connection has subscribed to.</param>
    /// <param name="Rows">The valid rows, ascending by open time.</param>
    /// <param name="ExchangeTime">The exchange's clock when it sent the message, ms UTC; 0 if the message does not say.</param>
    /// <param name="Rejected">Rows that cannot be candles.</param>
    public sealed record Candles(SeriesKey Series, ImmutableArray<StreamCandle> Rows, long ExchangeTime, int Rejected) : StreamMessage;

    /// <summary>The exchange has accepted a request: the request with the id, or its part for one series (Bitget).</summary>
    public sealed record Accepted(long? Request, SeriesKey? Series) : StreamMessage;

    /// <summary>
    /// The exchange has refused a request, or its part for one series. If the message names neither, it refuses the oldest request that waits for an answer.
    /// </summary>
    public sealed record Refused(long? Request, SeriesKey? Series, string Reason) : StreamMessage
    {
        /// <summary>The exchange refuses a request because the connection has one of its streams already (Bybit).</summary>
        public bool HasStream { get; init; }
    }

    /// <summary>An answer to a ping, or another message without candles.</summary>
    public sealed record Other : StreamMessage
    {
        public static readonly Other Instance = new();
    }

    /// <summary>Candles of a symbol or an interval that the connection has not subscribed to.</summary>
    public sealed record NotSubscribed(string Topic) : StreamMessage;

    /// <summary>A text that is not a message of this exchange.</summary>
    /// <param name="Reason">A short text of CryptoFlow, never a text of the exchange.</param>
    public sealed record Unreadable(string Reason) : StreamMessage;
}
