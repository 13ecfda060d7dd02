using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Sockets;

/// <summary>The messages that the server sends, as UTF-8.</summary>
internal static class SocketMessages
{
    public static ReadOnlyMemory<byte> Candle(SeriesKey series, Candle candle) => Write(384, writer =>
    {
        writer.WriteString("type"u8, "candle"u8);
        writer.WriteString("symbol"u8, series.Instrument.ToWireName());
        writer.WriteNumber("tf"u8, series.Interval.Minutes);
        writer.WritePropertyName("candle"u8);
        CandleJson.Write(writer, in candle);
    });

    /// <summary>Deleted candles: those that open in one of the ranges.</summary>
    public static ReadOnlyMemory<byte> Deleted(SeriesKey series, ImmutableArray<TimeRange> ranges) => Write(128 + (ranges.Length * 48), writer =>
    {
        writer.WriteString("type"u8, "deleted"u8);
        writer.WriteString("symbol"u8, series.Instrument.ToWireName());
        writer.WriteNumber("tf"u8, series.Interval.Minutes);
        WriteRanges(writer, ranges);
    });

    /// <summary>A candle that is forming. Its type differs from the type of a closed candle, so that no client mistakes it for a closed candle.</summary>
    public static ReadOnlyMemory<byte> Forming(SeriesKey series, FormingCandle forming) => Write(416, writer =>
    {
        writer.WriteString("type"u8, "forming"u8);
        writer.WriteString("symbol"u8, series.Instrument.ToWireName());
        writer.WriteNumber("tf"u8, series.Interval.Minutes);
        writer.WriteNumber("exchangeTime"u8, forming.ExchangeTime);
        writer.WritePropertyName("candle"u8);
        CandleJson.Write(writer, forming.Candle);
    });

    public static ReadOnlyMemory<byte> Unsubscribed(SeriesKey series) => Write(128, writer =>
    {
        writer.WriteString("type"u8, "unsubscribed"u8);
        HistoryMessage.WriteSeries(writer, series);
    });

    public static ReadOnlyMemory<byte> Error(string sentence) => Write(256, writer =>
    {
        writer.WriteString("type"u8, "error"u8);
        writer.WriteString("error"u8, sentence);
    });

    /// <summary>The member <c>ranges</c> of a message about deleted candles.</summary>
    public static void WriteRanges(Utf8JsonWriter writer, ImmutableArray<TimeRange> ranges)
    {
        writer.WriteStartArray("ranges"u8);
        foreach (var range in ranges)
        {
            writer.WriteStartObject();
            writer.WriteNumber("from"u8, range.From);
            writer.WriteNumber("to"u8, range.To);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static ReadOnlyMemory<byte> Write(int sizeHint, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(sizeHint);
        using var writer = new Utf8JsonWriter(buffer, JsonWriting.Options);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
