using System.Text.Json;

namespace CryptoFlow.Web.Api;

/// <summary>The one way in which a candle is written as JSON, over HTTP and WebSocket alike.</summary>
internal static class CandleJson
{
    private static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
    private static readonly JsonEncodedText Open = JsonEncodedText.Encode("open");
    private static readonly JsonEncodedText High = JsonEncodedText.Encode("high");
    private static readonly JsonEncodedText Low = JsonEncodedText.Encode("low");
    private static readonly JsonEncodedText Close = JsonEncodedText.Encode("close");
    private static readonly JsonEncodedText Volume = JsonEncodedText.Encode("volume");
    private static readonly JsonEncodedText BuyVolume = JsonEncodedText.Encode("buyVolume");
    private static readonly JsonEncodedText SellVolume = JsonEncodedText.Encode("sellVolume");
    private static readonly JsonEncodedText Delta = JsonEncodedText.Encode("delta");
    private static readonly JsonEncodedText TradeCount = JsonEncodedText.Encode("tradeCount");
    private static readonly JsonEncodedText Clusters = JsonEncodedText.Encode("clusters");

    /// <summary>All names are ASCII and no value needs escaping, so there is nothing to check while writing.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { SkipValidation = true };

    public static void Write(Utf8JsonWriter writer, in Candle candle)
    {
        writer.WriteStartObject();
        writer.WriteNumber(Time, candle.OpenTime);
        WriteValue(writer, Open, candle.Open);
        WriteValue(writer, High, candle.High);
        WriteValue(writer, Low, candle.Low);
        WriteValue(writer, Close, candle.Close);
        WriteValue(writer, Volume, candle.Volume);
        WriteValue(writer, BuyVolume, candle.BuyVolume);
        WriteValue(writer, SellVolume, candle.SellVolume);
        WriteValue(writer, Delta, candle.Delta);
        writer.WriteNumber(TradeCount, candle.TradeCount);

        // Old clients draw volume clusters where they are given; candles of REST feeds have none.
        writer.WriteStartObject(Clusters);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>JSON has no infinity; only another program can have stored one.</summary>
    private static void WriteValue(Utf8JsonWriter writer, JsonEncodedText name, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumber(name, value);
        else
            writer.WriteNull(name);
    }
}
