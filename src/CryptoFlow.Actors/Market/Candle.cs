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
    /// <summary>
    /// Why this is not a valid candle of the interval; null if it is valid. A valid candle is on the grid and has finite, positive prices,
    /// low ≤ open, close ≤ high, no negative volume, and no more taker buy volume than volume.
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
}
