using System.Buffers;
using System.Text.Json;
using CryptoFlow.Web.Api;

namespace CryptoFlow.Web.Sockets;

/// <summary>The messages that the server sends, as UTF-8.</summary>
internal static class SocketMessages
{
    /// <param name="series">The series of the candles.</param>
    /// <param name="candles">A JSON array of candles, as <see cref="CandlesBody"/> writes it.</param>
    public static ReadOnlyMemory<byte> History(SeriesKey series, ReadOnlySpan<byte> candles)
    {
        var buffer = new ArrayBufferWriter<byte>(256 + candles.Length);
        using var writer = new Utf8JsonWriter(buffer, CandleJson.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "history"u8);
        WriteSeries(writer, series);
        writer.WritePropertyName("candles"u8);
        writer.WriteRawValue(candles, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

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
        WriteSeries(writer, series);
    });

    public static ReadOnlyMemory<byte> Error(string sentence) => Write(256, writer =>
    {
        writer.WriteString("type"u8, "error"u8);
        writer.WriteString("error"u8, sentence);
    });

    private static void WriteSeries(Utf8JsonWriter writer, SeriesKey series)
    {
        writer.WriteString("symbol"u8, series.Symbol);
        writer.WriteString("exchange"u8, series.Exchange.ToWireName());
        writer.WriteNumber("tf"u8, series.Interval.Minutes);
    }

    private static ReadOnlyMemory<byte> Write(int sizeHint, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(sizeHint);
        using var writer = new Utf8JsonWriter(buffer, CandleJson.WriterOptions);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
