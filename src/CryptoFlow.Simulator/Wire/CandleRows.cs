using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Wire;

/// <summary>The row format of Bybit and Bitget: seven strings; the last two are volume and turnover.</summary>
internal static class CandleRows
{
    public static JsonBody SevenStrings(this JsonBody body, in Candle row) => body
        .Raw("["u8).Quoted(row.OpenTime).Raw(","u8)
        .Quoted(row.Open).Raw(","u8)
        .Quoted(row.High).Raw(","u8)
        .Quoted(row.Low).Raw(","u8)
        .Quoted(row.Close).Raw(","u8)
        .Quoted(row.Volume).Raw(","u8)
        .Quoted(row.QuoteVolume).Raw("],"u8);
}
