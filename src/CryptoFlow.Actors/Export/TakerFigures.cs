namespace CryptoFlow.Export;

/// <summary>
/// The figures of a candle that not every exchange sends. In the database 0 stands for "not sent", because programs that read the file expect numbers. An export
/// says it: null in Parquet, an empty cell in CSV.
/// </summary>
internal readonly record struct TakerFigures(double? BuyVolume, double? SellVolume, double? Delta, long? TradeCount)
{
    /// <summary>Only Binance sends these figures. A 0 beside a volume was not sent with that candle, for example in an imported file without the column.</summary>
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
