using System.Buffers;
using System.Text.Json;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CandlePages;

/// <summary>The first message of a WebSocket subscription, as UTF-8: the newest page of the series.</summary>
internal static class HistoryMessage
{
    /// <param name="series">The series of the candles.</param>
    /// <param name="candles">A JSON array of candles, as <see cref="CandlesBody"/> writes it.</param>
    public static ReadOnlyMemory<byte> Write(SeriesKey series, ReadOnlySpan<byte> candles)
    {
        var buffer = new ArrayBufferWriter<byte>(256 + candles.Length);
        using var writer = new Utf8JsonWriter(buffer, JsonWriting.Options);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "history"u8);
        WriteSeries(writer, series);
        writer.WritePropertyName("candles"u8);
        writer.WriteRawValue(candles, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Writes the members that name the series in every message.</summary>
    internal static void WriteSeries(Utf8JsonWriter writer, SeriesKey series)
    {
        writer.WriteString("symbol"u8, series.Symbol);
        writer.WriteString("exchange"u8, series.Exchange.ToWireName());
        writer.WriteNumber("tf"u8, series.Interval.Minutes);
    }
}
