using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CryptoFlow.Exchanges.Streams;
using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Bybit;

/// <summary>
/// The kline topics of stream.bybit.com, category linear. A WebSocket ping does not count as a heartbeat. The client has to send a ping in JSON (docs/exchanges.md,
/// Candle streams).
/// </summary>
public sealed class BybitStream : StreamProtocol
{
    /// <summary>The beginning of the refusal of a topic that the connection has already.</summary>
    private const string HasTopic = "error:already subscribed";

    private static readonly byte[] PingText = """{"op":"ping"}"""u8.ToArray();

    public override Exchange Exchange => Exchange.Bybit;

    /// <summary>All topics of a connection together may have up to 21,000 characters. For spot, the exchange refuses a request of more than ten topics.</summary>
    public override StreamLimits Limits { get; } = new(SeriesPerConnection: 200, SeriesPerRequest: 10, PingEvery: TimeSpan.FromSeconds(20));

    public override string Path => "/v5/public/linear";

    public override ReadOnlyMemory<byte> Ping => PingText;

    public override StreamRequest Subscribe(long id, ImmutableArray<SeriesKey> series)
    {
        var topics = string.Join(',', series.Select(s => $"\"{TopicOf(s)}\""));
        return new StreamRequest(id, series, Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{{\"req_id\":\"{id}\",\"op\":\"subscribe\",\"args\":[{topics}]}}")));
    }

    private protected override string TopicOf(SeriesKey series) => $"kline.{BybitInterval.NameOf(series.Interval)}.{series.Symbol}";

    private protected override StreamMessage ReadText(ReadOnlyMemory<byte> utf8, StreamTopics topics)
    {
        var reader = new Utf8JsonReader(utf8.Span);
        var (topic, operation, reason) = ("", "", "");
        long time = 0;
        long? request = null;
        bool? success = null;
        ReadOnlyMemory<byte> data = default;

        JsonRead.Next(ref reader, JsonTokenType.StartObject);
        for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndObject; JsonRead.Next(ref reader))
        {
            if (reader.ValueTextEquals("topic"u8))
                topic = ValueOf(ref reader);
            else if (reader.ValueTextEquals("ts"u8))
                time = LongOf(ref reader);
            else if (reader.ValueTextEquals("data"u8))
                data = PartOf(ref reader, utf8);
            else if (reader.ValueTextEquals("op"u8))
                operation = ValueOf(ref reader);
            else if (reader.ValueTextEquals("req_id"u8))
                request = LongOf(ref reader) is var id and > 0 ? id : null;
            else if (reader.ValueTextEquals("ret_msg"u8))
                reason = ValueOf(ref reader);
            else if (reader.ValueTextEquals("success"u8))
                success = PartOf(ref reader, utf8).Span is [(byte)'t', ..];
            else
                Skip(ref reader);
        }

        JsonRead.End(ref reader);
        if (topic.Length > 0)
            return topics.Find(topic) is { } series ? ReadCandles(data.Span, series, time) : new StreamMessage.NotSubscribed(topic);
        if (operation != "subscribe" || success is null)
            return StreamMessage.Other.Instance;
        return success.Value
            ? new StreamMessage.Accepted(request, null)
            : new StreamMessage.Refused(request, null, reason) { HasStream = reason.StartsWith(HasTopic, StringComparison.OrdinalIgnoreCase) };
    }

    /// <summary>Reads <c>data</c>, an array of candles. The open time is <c>start</c>; <c>timestamp</c> is the time of the last trade.</summary>
    private static StreamMessage.Candles ReadCandles(ReadOnlySpan<byte> json, SeriesKey series, long time)
    {
        var rows = ImmutableArray.CreateBuilder<StreamCandle>(1);
        var rejected = 0;
        var reader = new Utf8JsonReader(json);
        JsonRead.Next(ref reader, JsonTokenType.StartArray);
        for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonRead.Next(ref reader))
        {
            JsonRead.Require(ref reader, JsonTokenType.StartObject);
            var fields = default(StreamFields);
            for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndObject; JsonRead.Next(ref reader))
                ReadField(ref reader, ref fields);
            if (BybitInterval.IsNameOf(series.Interval, fields.Interval) && fields.TryRead(series, hasTaker: false, out var candle))
                rows.Add(candle);
            else
                rejected++;
        }

        rows.Sort((a, b) => a.Candle.OpenTime.CompareTo(b.Candle.OpenTime));
        return new StreamMessage.Candles(series, rows.ToImmutable(), time, rejected);
    }

    private static void ReadField(ref Utf8JsonReader reader, ref StreamFields fields)
    {
        if (reader.ValueTextEquals("start"u8))
            fields.OpenTime = LongOf(ref reader);
        else if (reader.ValueTextEquals("end"u8))
            fields.LastMillisecond = LongOf(ref reader);
        else if (reader.ValueTextEquals("interval"u8))
            fields.Interval = NameOf(ref reader);
        else if (reader.ValueTextEquals("open"u8))
            fields.Open = NumberOf(ref reader);
        else if (reader.ValueTextEquals("high"u8))
            fields.High = NumberOf(ref reader);
        else if (reader.ValueTextEquals("low"u8))
            fields.Low = NumberOf(ref reader);
        else if (reader.ValueTextEquals("close"u8))
            fields.Close = NumberOf(ref reader);
        else if (reader.ValueTextEquals("volume"u8))
            fields.Volume = NumberOf(ref reader);
        else if (reader.ValueTextEquals("confirm"u8))
            fields.IsClosed = FlagOf(ref reader);
        else
            Skip(ref reader);
    }

    private static ReadOnlySpan<byte> NumberOf(scoped ref Utf8JsonReader reader)
    {
        JsonRead.Next(ref reader);
        return StreamFields.Text(ref reader);
    }

    private static bool? FlagOf(ref Utf8JsonReader reader)
    {
        JsonRead.Next(ref reader);
        return StreamFields.Flag(ref reader);
    }
}
