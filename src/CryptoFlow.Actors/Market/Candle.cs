namespace CryptoFlow.Market;

/// <summary>
/// A closed candle (OHLCV) as it is stored and served. Prices are in quote currency, volumes in base currency.
/// </summary>
/// <param name="OpenTime">Open time, ms UTC, on the grid of the interval.</param>
/// <param name="Open">First price.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Last price.</param>
/// <param name="Volume">Base volume.</param>
/// <param name="BuyVolume">Taker buy base volume; 0 if the exchange does not send it (Bybit, Bitget).</param>
/// <param name="SellVolume">Volume minus taker buy volume, computed in decimal; 0 if the exchange does not send it.</param>
/// <param name="Delta">Buy volume minus sell volume, computed in decimal; 0 if the exchange does not send it.</param>
/// <param name="TradeCount">Number of trades; 0 if the exchange does not send it.</param>
public readonly record struct Candle(
    long OpenTime,
    double Open,
    double High,
    double Low,
    double Close,
    double Volume,
    double BuyVolume,
    double SellVolume,
    double Delta,
    long TradeCount)
{
    /// <summary>Allowed difference of sell volume and delta from the values that volume and buy volume give, as a fraction of the volume.</summary>
    private const double SplitTolerance = 1e-9;

    /// <summary>
    /// Says why this is not a valid candle of the interval; null if it is valid. A valid candle is on the grid and has finite, positive prices, low ≤ open, close ≤
    /// high, no negative volume, and no more taker buy volume than volume.
    /// </summary>
    public string? FindDefect(Interval interval)
    {
        if (!interval.IsAligned(OpenTime))
            return "open time is off the grid";
        if (!(double.IsFinite(Open) && double.IsFinite(High) && double.IsFinite(Low) && double.IsFinite(Close)
            && double.IsFinite(Volume) && double.IsFinite(BuyVolume) && double.IsFinite(SellVolume) && double.IsFinite(Delta)))
            return "a value is not a finite number";
        if (Low <= 0)
            return "a price is not positive";
        if (Low > Open || Low > Close || High < Open || High < Close)
            return "open or close is outside of low and high";
        if (Volume < 0 || BuyVolume < 0 || BuyVolume > Volume)
            return "volume is negative or less than the taker buy volume";
        return TradeCount < 0 ? "trade count is negative" : null;
    }

    /// <summary>
    /// Says why the split of the volume is impossible; null if it is possible. Only Binance sends taker volume and trade count. Sell volume and delta have to
    /// follow from volume and taker buy volume, within the rounding of doubles.
    /// </summary>
    public string? FindSplitDefect(Exchange exchange)
    {
        if (this is { BuyVolume: 0, SellVolume: 0, Delta: 0 } && (exchange == Exchange.Binance || TradeCount == 0))
            return null;
        if (exchange != Exchange.Binance)
            return "only Binance's candles are stored with buyVolume, sellVolume, delta and tradeCount";
        var tolerance = SplitTolerance * Volume;
        return Math.Abs(Volume - BuyVolume - SellVolume) <= tolerance && Math.Abs(BuyVolume - SellVolume - Delta) <= tolerance
            ? null
            : "sellVolume is not volume less buyVolume, or delta not buyVolume less sellVolume";
    }
}
