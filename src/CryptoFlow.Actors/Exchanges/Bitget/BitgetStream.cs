using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CryptoFlow.Exchanges.Streams;
using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Bitget;

/// <summary>
/// The candle channels of ws.bitget.com, product USDT-FUTURES. The first message of a channel is a snapshot of many rows; later messages usually have one row.
/// There is no closed flag: a candle has closed when the next candle comes. The client has to send the text <c>ping</c> (docs/exchanges.md, Candle streams).
/// </summary>
public sealed class BitgetStream : StreamProtocol
{
    private const string Product = "USDT-FUTURES";

    private static readonly byte[] PingText = "ping"u8.ToArray();

    /// <summary>The columns of REST, and one more.</summary>
    private static readonly RowLayout Layout = new(Columns: 7);

    public override Exchange Exchange => Exchange.Bitget;

    /// <summary>Bitget recommends fewer than 50 channels for a connection, and accepts requests of at most 4,096 bytes.</summary>
    public override StreamLimits Limits { get; } = new(SeriesPerConnection: 48, SeriesPerRequest: 24, PingEvery: TimeSpan.FromSeconds(25));

    public override string Path => "/v2/ws/public";

    public override ReadOnlyMemory<byte> Ping => PingText;

    public override StreamRequest Subscribe(long id, ImmutableArray<SeriesKey> series)
    {
        var channels = string.Join(',', series.Select(s =>
            $"{{\"instType\":\"{Product}\",\"channel\":\"{ChannelOf(s.Interval)}\",\"instId\":\"{s.Symbol}\"}}"));
        return new StreamRequest(id, series, Encoding.UTF8.GetBytes($"{{\"op\":\"subscribe\",\"args\":[{channels}]}}"));
    }

    private protected override string TopicOf(SeriesKey series) => Topic(Product, ChannelOf(series.Interval), series.Symbol);

    private static string Topic(string product, string channel, string symbol) => $"{product}/{channel}/{symbol}";

    private static string ChannelOf(Interval interval) => "candle" + BitgetGranularity.NameOf(interval);

    private protected override StreamMessage ReadText(ReadOnlyMemory<byte> utf8, StreamTopics topics)
    {
        if (utf8.Span.SequenceEqual("pong"u8))
            return StreamMessage.Other.Instance;

        var reader = new Utf8JsonReader(utf8.Span);
        var (happened, action, reason, topic) = ("", "", "", "");
        long time = 0;
        ReadOnlyMemory<byte> data = default;
        JsonRead.Next(ref reader, JsonTokenType.StartObject);
        for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndObject; JsonRead.Next(ref reader))
        {
            if (reader.ValueTextEquals("event"u8))
                happened = ValueOf(ref reader);
            else if (reader.ValueTextEquals("action"u8))
                action = ValueOf(ref reader);
            else if (reader.ValueTextEquals("msg"u8))
                reason = ValueOf(ref reader);
            else if (reader.ValueTextEquals("ts"u8))
                time = LongOf(ref reader);
            else if (reader.ValueTextEquals("arg"u8))
                topic = ReadTopic(PartOf(ref reader, utf8));
            else if (reader.ValueTextEquals("data"u8))
                data = PartOf(ref reader, utf8);
            else
                Skip(ref reader);
        }

        JsonRead.End(ref reader);
        var series = topics.Find(topic);
        return (happened, action) switch
        {
            ("subscribe", _) => new StreamMessage.Accepted(null, series),
            ("error", _) => new StreamMessage.Refused(null, series, reason),
            (_, "snapshot" or "update") => series is null ? new StreamMessage.NotSubscribed(topic) : ReadCandles(data.Span, series, time),
            _ => StreamMessage.Other.Instance,
        };
    }

    private static string ReadTopic(ReadOnlyMemory<byte> argument) => Topic(
        JsonRead.OptionalText(argument, "instType") ?? "",
        JsonRead.OptionalText(argument, "channel") ?? "",
        JsonRead.OptionalText(argument, "instId") ?? "");

    private static StreamMessage.Candles ReadCandles(ReadOnlySpan<byte> json, SeriesKey series, long time)
    {
        var rows = CandleRows.Read(json, Layout, series.Interval);
        return new StreamMessage.Candles(
            series,
            [.. rows.Candles.OrderBy(c => c.OpenTime).Select(c => new StreamCandle(c, null))],
            time,
            rows.Rejected.Length);
    }
}
