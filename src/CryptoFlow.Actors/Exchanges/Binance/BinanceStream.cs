using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CryptoFlow.Exchanges.Streams;
using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Binance;

/// <summary>
/// The kline streams of fstream.binance.com. Only the route <c>/market</c> sends klines; the old routes accept a subscription and stay silent. The server sends
/// WebSocket pings, and the socket answers them by itself (docs/exchanges.md, Candle streams).
/// </summary>
public sealed class BinanceStream : StreamProtocol
{
    private const string Kline = "@kline_";

    /// <summary>In characters. The longest name of a contract has fewer than 30.</summary>
    private const int LongestTopic = 100;

    public override Exchange Exchange => Exchange.Binance;

    /// <summary>A request of 100 names has fewer than 4,096 bytes if the symbols have up to 20 letters. The exchange may ignore a larger request.</summary>
    public override StreamLimits Limits { get; } = new(SeriesPerConnection: 200, SeriesPerRequest: 100, PingEvery: null);

    public override string Path => "/market/ws";

    public override StreamRequest Subscribe(long id, ImmutableArray<SeriesKey> series)
    {
        var names = string.Join(',', series.Select(s => $"\"{TopicOf(s)}\""));
        return new StreamRequest(id, series, Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{{\"method\":\"SUBSCRIBE\",\"params\":[{names}],\"id\":{id}}}")));
    }

    private protected override string TopicOf(SeriesKey series) => Topic(series.Symbol, series.Interval.Name);

    private static string Topic(string symbol, string interval) => $"{SymbolRules.ToLower(symbol)}{Kline}{interval}";

    /// <summary>Writes the same text as <see cref="Topic"/> without creating a string, because the exchange sends about a hundred messages a second.</summary>
    /// <returns>The length; 0 if the names are longer than those of any stream.</returns>
    private static int WriteTopic(ReadOnlySpan<byte> symbol, ReadOnlySpan<byte> interval, Span<char> to)
    {
        if (symbol.Length + Kline.Length + interval.Length > to.Length)
            return 0;
        var length = Encoding.UTF8.GetChars(symbol, to);
        foreach (ref var letter in to[..length])
            letter = char.IsAsciiLetterUpper(letter) ? (char)(letter | 0x20) : letter;
        Kline.CopyTo(to[length..]);
        length += Kline.Length;
        return length + Encoding.UTF8.GetChars(interval, to[length..]);
    }

    private protected override StreamMessage ReadText(ReadOnlyMemory<byte> utf8, StreamTopics topics)
    {
        var reader = new Utf8JsonReader(utf8.Span);
        long eventTime = 0;
        long? id = null;
        var (isKline, answered) = (false, false);
        ReadOnlySpan<byte> symbol = default;
        string? refusal = null;
        ReadOnlyMemory<byte> candle = default;

        JsonRead.Next(ref reader, JsonTokenType.StartObject);
        for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndObject; JsonRead.Next(ref reader))
        {
            if (reader.ValueTextEquals("e"u8))
                isKline = NameOf(ref reader).SequenceEqual("kline"u8);
            else if (reader.ValueTextEquals("E"u8))
                eventTime = LongOf(ref reader);
            else if (reader.ValueTextEquals("s"u8))
                symbol = NameOf(ref reader);
            else if (reader.ValueTextEquals("k"u8))
                candle = PartOf(ref reader, utf8);
            else if (reader.ValueTextEquals("id"u8))
                id = LongOf(ref reader);
            else if (reader.ValueTextEquals("result"u8))
                answered = PartOf(ref reader, utf8).Length > 0;
            else if (reader.ValueTextEquals("msg"u8))
                refusal = ValueOf(ref reader);
            else if (reader.ValueTextEquals("error"u8))
                refusal = JsonRead.OptionalText(PartOf(ref reader, utf8), "msg") ?? "";
            else
                Skip(ref reader);
        }

        JsonRead.End(ref reader);
        if (isKline && !candle.IsEmpty)
            return ReadCandle(candle.Span, symbol, eventTime, topics);
        if (refusal is not null)
            return new StreamMessage.Refused(id, null, refusal);
        return answered ? new StreamMessage.Accepted(id, null) : StreamMessage.Other.Instance;
    }

    private static StreamMessage ReadCandle(ReadOnlySpan<byte> json, ReadOnlySpan<byte> symbol, long eventTime, StreamTopics topics)
    {
        var fields = default(StreamFields);
        var reader = new Utf8JsonReader(json);
        JsonRead.Next(ref reader, JsonTokenType.StartObject);
        for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndObject; JsonRead.Next(ref reader))
            ReadField(ref reader, ref fields);

        Span<char> buffer = stackalloc char[LongestTopic];
        var topic = buffer[..WriteTopic(fields.Symbol, fields.Interval, buffer)];
        if (!fields.Symbol.SequenceEqual(symbol) || topics.Find(topic) is not { } series)
            return new StreamMessage.NotSubscribed(topic.ToString());
        return fields.TryRead(series, hasTaker: true, out var candle)
            ? new StreamMessage.Candles(series, [candle], eventTime, 0)
            : new StreamMessage.Candles(series, [], eventTime, 1);
    }

    private static void ReadField(ref Utf8JsonReader reader, ref StreamFields fields)
    {
        var name = reader.ValueSpan.Length == 1 ? reader.ValueSpan[0] : (byte)0;
        JsonRead.Next(ref reader);
        switch (name)
        {
            case (byte)'t': fields.OpenTime = JsonRead.Long(ref reader); break;
            case (byte)'T': fields.LastMillisecond = JsonRead.Long(ref reader); break;
            case (byte)'s': fields.Symbol = StreamFields.Name(ref reader); break;
            case (byte)'i': fields.Interval = StreamFields.Name(ref reader); break;
            case (byte)'o': fields.Open = StreamFields.Text(ref reader); break;
            case (byte)'h': fields.High = StreamFields.Text(ref reader); break;
            case (byte)'l': fields.Low = StreamFields.Text(ref reader); break;
            case (byte)'c': fields.Close = StreamFields.Text(ref reader); break;
            case (byte)'v': fields.Volume = StreamFields.Text(ref reader); break;
            case (byte)'V': fields.TakerBuyVolume = StreamFields.Text(ref reader); break;
            case (byte)'n': fields.Trades = StreamFields.Text(ref reader); break;
            case (byte)'x': fields.IsClosed = StreamFields.Flag(ref reader); break;
        }

        reader.Skip();
    }
}
