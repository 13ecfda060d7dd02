using System.Buffers;
using System.Text.Json;
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
