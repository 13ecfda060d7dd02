using System.Collections.Immutable;
using System.Text.Json;
using CryptoFlow.Exchanges.Binance;
using CryptoFlow.Exchanges.Bitget;
using CryptoFlow.Exchanges.Bybit;
using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Streams;

/// <summary>CryptoFlow's own limits for an exchange's WebSocket. They are below the limits of the exchange (docs/exchanges.md, Candle streams).</summary>
/// <param name="SeriesPerConnection">The most series of one connection.</param>
/// <param name="SeriesPerRequest">The most series of one subscription request.</param>
/// <param name="PingEvery">Time between two pings of the exchange's own protocol; null if the exchange has none and answers WebSocket pings.</param>
public sealed record StreamLimits(int SeriesPerConnection, int SeriesPerRequest, TimeSpan? PingEvery)
{
    /// <summary>The largest message that is read. A snapshot of 1,000 rows has some 110 kB.</summary>
    public const int MostMessageBytes = 512 * 1024;

    /// <summary>The largest request. Bitget allows 4,096 bytes, and Binance ignores longer requests.</summary>
    public const int MostRequestBytes = 4_000;

    /// <summary>The least time between two messages to an exchange: at most four a second, where Binance and Bitget allow ten.</summary>
    public static readonly TimeSpan SendPause = TimeSpan.FromMilliseconds(250);
}

/// <summary>A subscription request.</summary>
/// <param name="Id">The request's number within its connection, from 1.</param>
/// <param name="Series">The series that it asks for.</param>
/// <param name="Utf8">The text.</param>
public sealed record StreamRequest(long Id, ImmutableArray<SeriesKey> Series, ReadOnlyMemory<byte> Utf8);

/// <summary>Writes and reads the texts of one exchange's WebSocket, as pure functions. Each exchange has a class beside its REST client.</summary>
public abstract class StreamProtocol
{
    public abstract Exchange Exchange { get; }

    public abstract StreamLimits Limits { get; }

    /// <summary>The path of the candle streams below the host.</summary>
    public abstract string Path { get; }

    /// <summary>The text of a ping; empty if the exchange has no ping of its own.</summary>
    public virtual ReadOnlyMemory<byte> Ping => default;

    /// <summary>The protocol of an exchange.</summary>
    public static StreamProtocol Of(Exchange exchange) => exchange switch
    {
        Exchange.Binance => new BinanceStream(),
        Exchange.Bybit => new BybitStream(),
        Exchange.Bitget => new BitgetStream(),
        _ => throw new ArgumentOutOfRangeException(nameof(exchange), exchange, "Not an exchange."),
    };

    /// <summary>The exchange's public WebSocket host (docs/exchanges.md, Candle streams).</summary>
    public static Uri DefaultUrl(Exchange exchange) => new(exchange switch
    {
        Exchange.Binance => "wss://fstream.binance.com",
        Exchange.Bybit => "wss://stream.bybit.com",
        Exchange.Bitget => "wss://ws.bitget.com",
        _ => throw new ArgumentOutOfRangeException(nameof(exchange), exchange, "Not an exchange."),
    });

    /// <summary>The series, by the exchange's names of their streams.</summary>
    public StreamTopics TopicsOf(ImmutableArray<SeriesKey> series) => new(series, TopicOf);

    /// <summary>The request for some series, at most <see cref="StreamLimits.SeriesPerRequest"/>.</summary>
    public abstract StreamRequest Subscribe(long id, ImmutableArray<SeriesKey> series);

    /// <summary>Reads a complete message. Never throws.</summary>
    public StreamMessage Read(ReadOnlyMemory<byte> utf8, StreamTopics topics)
    {
        try
        {
            return ReadText(utf8, topics);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Utf8JsonReader reports malformed text, and names with half of a surrogate pair, only by an exception. From here on it is a value.
            return new StreamMessage.Unreadable("not the JSON of this exchange");
        }
    }

    /// <summary>The exchange's name of the stream of a series.</summary>
    private protected abstract string TopicOf(SeriesKey series);

    /// <summary>The string or number of the property at the reader, as text.</summary>
    private protected static string ValueOf(ref Utf8JsonReader reader)
    {
        JsonRead.Next(ref reader);
        var text = JsonRead.Text(ref reader);
        reader.Skip();
        return text;
    }

    /// <summary>The string or number of the property at the reader, as UTF-8, without a string.</summary>
    private protected static ReadOnlySpan<byte> NameOf(scoped ref Utf8JsonReader reader)
    {
        JsonRead.Next(ref reader);
        return StreamFields.Name(ref reader);
    }

    /// <summary>The integer of the property at the reader; 0 for anything else.</summary>
    private protected static long LongOf(ref Utf8JsonReader reader)
    {
        JsonRead.Next(ref reader);
        var value = JsonRead.Long(ref reader);
        reader.Skip();
        return value;
    }

    /// <summary>The JSON text of the value of the property at the reader.</summary>
    private protected static ReadOnlyMemory<byte> PartOf(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        JsonRead.Next(ref reader);
        return JsonRead.Value(ref reader, json);
    }

    /// <summary>Skips the value of the property at the reader.</summary>
    private protected static void Skip(ref Utf8JsonReader reader)
    {
        JsonRead.Next(ref reader);
        reader.Skip();
    }

    /// <inheritdoc cref="Read"/>
    /// <exception cref="JsonException">Malformed, truncated, or of another shape.</exception>
    private protected abstract StreamMessage ReadText(ReadOnlyMemory<byte> utf8, StreamTopics topics);
}
