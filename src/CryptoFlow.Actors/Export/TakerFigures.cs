namespace CryptoFlow.Export;

/// <summary>
/// The figures of a candle that not every exchange sends. In the database 0 means "not sent", because programs that read the file expect numbers. An export
/// distinguishes the two: "not sent" is null in Parquet and an empty cell in CSV.
/// </summary>
internal readonly record struct TakerFigures(double? BuyVolume, double? SellVolume, double? Delta, long? TradeCount)
{
    /// <summary>
    /// Only Binance sends these figures. A 0 of a candle with volume means that the figure was not sent, for example because an imported file lacks the column.
    /// </summary>
    public static TakerFigures Of(in Candle candle, Exchange exchange)
    {
        if (exchange != Exchange.Binance)
            return default;
        var hasTaker = candle is { Volume: 0 } or not { BuyVolume: 0, SellVolume: 0 };
        long? trades = candle is { Volume: 0 } or { TradeCount: not 0 } ? candle.TradeCount : null;
        return hasTaker
            ? new TakerFigures(candle.BuyVolume, candle.SellVolume, candle.Delta, trades)
            : new TakerFigures(null, null, null, trades);
    }
}
