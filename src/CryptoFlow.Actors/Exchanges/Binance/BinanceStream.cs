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
    public override Exchange Exchange => Exchange.Binance;

    /// <summary>A request of 100 names stays below 4,096 bytes with symbols of up to 20 letters; above that size it may be ignored.</summary>
    public override StreamLimits Limits { get; } = new(SeriesPerConnection: 200, SeriesPerRequest: 100, PingEvery: null);

    public override string Path => "/market/ws";

    public override StreamRequest Subscribe(long id, ImmutableArray<SeriesKey> series)
    {
        var names = string.Join(',', series.Select(s => $"\"{TopicOf(s)}\""));
        return new StreamRequest(id, series, Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{{\"method\":\"SUBSCRIBE\",\"params\":[{names}],\"id\":{id}}}")));
    }

    private protected override string TopicOf(SeriesKey series) => Topic(series.Symbol, series.Interval.Name);

    private static string Topic(string symbol, string interval) => $"{SymbolRules.ToLower(symbol)}@kline_{interval}";

    private protected override StreamMessage ReadText(ReadOnlyMemory<byte> utf8, StreamTopics topics)
    {
        var reader = new Utf8JsonReader(utf8.Span);
        long eventTime = 0;
        long? id = null;
        var (symbol, isKline, answered) = ("", false, false);
        string? refusal = null;
        ReadOnlyMemory<byte> candle = default;

        JsonRead.Next(ref reader, JsonTokenType.StartObject);
        for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndObject; JsonRead.Next(ref reader))
        {
            if (reader.ValueTextEquals("e"u8))
                isKline = ValueOf(ref reader) == "kline";
            else if (reader.ValueTextEquals("E"u8))
                eventTime = LongOf(ref reader);
            else if (reader.ValueTextEquals("s"u8))
                symbol = ValueOf(ref reader);
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

    private static StreamMessage ReadCandle(ReadOnlySpan<byte> json, string symbol, long eventTime, StreamTopics topics)
    {
        var fields = new StreamFields { Symbol = "", Interval = "" };
        var reader = new Utf8JsonReader(json);
        JsonRead.Next(ref reader, JsonTokenType.StartObject);
        for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndObject; JsonRead.Next(ref reader))
            ReadField(ref reader, ref fields);

        var topic = Topic(fields.Symbol, fields.Interval);
        if (fields.Symbol != symbol || topics.Find(topic) is not { } series)
            return new StreamMessage.NotSubscribed(topic);
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
            case (byte)'s': fields.Symbol = JsonRead.Text(ref reader); break;
            case (byte)'i': fields.Interval = JsonRead.Text(ref reader); break;
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
