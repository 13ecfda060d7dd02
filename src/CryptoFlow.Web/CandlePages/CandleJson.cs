using System.Buffers.Text;
using System.Text.Json;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CandlePages;

/// <summary>Writes a candle as JSON, for HTTP and WebSocket.</summary>
internal static class CandleJson
{
    /// <summary>Upper bound for the JSON of a candle, bytes: ten numbers and their names.</summary>
    public const int MaxBytes = 512;

    public static void Write(Utf8JsonWriter writer, in Candle candle)
    {
        Span<byte> text = stackalloc byte[MaxBytes];
        writer.WriteRawValue(text[..Format(in candle, text)], skipInputValidation: true);
    }

    /// <param name="candle">The candle.</param>
    /// <param name="to">At least <see cref="MaxBytes"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public static int Format(in Candle candle, Span<byte> to)
    {
        var at = Put(to, 0, "{\"time\":"u8, candle.OpenTime);
        at = Put(to, at, ",\"open\":"u8, candle.Open);
        at = Put(to, at, ",\"high\":"u8, candle.High);
        at = Put(to, at, ",\"low\":"u8, candle.Low);
        at = Put(to, at, ",\"close\":"u8, candle.Close);
        at = Put(to, at, ",\"volume\":"u8, candle.Volume);
        at = Put(to, at, ",\"buyVolume\":"u8, candle.BuyVolume);
        at = Put(to, at, ",\"sellVolume\":"u8, candle.SellVolume);
        at = Put(to, at, ",\"delta\":"u8, candle.Delta);
        at = Put(to, at, ",\"tradeCount\":"u8, candle.TradeCount);

        // Clients of the replaced system draw volume clusters. Candles of the REST feeds have none.
        return Put(to, at, ",\"clusters\":{}}"u8);
    }

    private static int Put(Span<byte> to, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(to[at..]);
        return at + text.Length;
    }

    private static int Put(Span<byte> to, int at, ReadOnlySpan<byte> name, long value)
    {
        at = Put(to, at, name);
        Utf8Formatter.TryFormat(value, to[at..], out var written);
        return at + written;
    }

    /// <summary>Writes null for infinity, which JSON cannot express. Only another program can have stored infinity.</summary>
    private static int Put(Span<byte> to, int at, ReadOnlySpan<byte> name, double value)
    {
        at = Put(to, at, name);
        return double.IsFinite(value) ? at + NumberText.Format(value, to[at..]) : Put(to, at, "null"u8);
    }
}
