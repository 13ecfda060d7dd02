using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Wire;

/// <summary>
/// The row formats of Bybit and Bitget: seven strings, of which the last two are volume and turnover. Bitget's stream has the turnover twice. Bybit's candles of
/// the mark price have neither of the two.
/// </summary>
internal static class CandleRows
{
    public static JsonBody SevenStrings(this JsonBody body, in Candle row) => body.Values(row).Raw("],"u8);

    public static JsonBody EightStrings(this JsonBody body, in Candle row) =>
        body.Values(row).Raw(","u8).Quoted(row.QuoteVolume).Raw("],"u8);

    public static JsonBody FiveStrings(this JsonBody body, in Candle row) => body.Prices(row).Raw("],"u8);

    private static JsonBody Values(this JsonBody body, in Candle row) => body.Prices(row).Raw(","u8)
        .Quoted(row.Volume).Raw(","u8)
        .Quoted(row.QuoteVolume);

    private static JsonBody Prices(this JsonBody body, in Candle row) => body
        .Raw("["u8).Quoted(row.OpenTime).Raw(","u8)
        .Quoted(row.Open).Raw(","u8)
        .Quoted(row.High).Raw(","u8)
        .Quoted(row.Low).Raw(","u8)
        .Quoted(row.Close);
}
