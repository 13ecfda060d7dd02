using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Control;

/// <summary>The answer of <c>GET /sim/candles</c>: candles with named members, numbers in the exchange's own digits.</summary>
internal static class CandleListing
{
    public static JsonBody Write(IReadOnlyList<Candle> candles)
    {
        var body = new JsonBody(64 + (candles.Count * 256)).Raw("{\"candles\":["u8);
        foreach (var candle in candles)
        {
            body.Raw("{\"openTime\":"u8).Number(candle.OpenTime)
                .Raw(",\"open\":"u8).Quoted(candle.Open)
                .Raw(",\"high\":"u8).Quoted(candle.High)
                .Raw(",\"low\":"u8).Quoted(candle.Low)
                .Raw(",\"close\":"u8).Quoted(candle.Close)
                .Raw(",\"volume\":"u8).Quoted(candle.Volume)
                .Raw(",\"quoteVolume\":"u8).Quoted(candle.QuoteVolume)
                .Raw(",\"trades\":"u8).Number(candle.Trades)
                .Raw(",\"takerBuyVolume\":"u8).Quoted(candle.TakerBuyVolume)
                .Raw(",\"takerBuyQuoteVolume\":"u8).Quoted(candle.TakerBuyQuoteVolume)
                .Raw("},"u8);
        }
        return body.CloseList().Raw("}"u8);
    }
}
