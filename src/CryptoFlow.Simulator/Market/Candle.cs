namespace CryptoFlow.Simulator.Market;

/// <summary>
/// One candle as the exchange writes it. A decimal keeps its number of digits, so <c>ToString</c> gives exactly the exchange's text
/// ("97123.40") and sums are exact.
/// </summary>
/// <param name="OpenTime">When the candle opens, ms UTC.</param>
/// <param name="Open">First price, in the quote coin.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Last price.</param>
/// <param name="Volume">Traded volume, in the base coin.</param>
/// <param name="QuoteVolume">Traded volume, in the quote coin (turnover).</param>
/// <param name="Trades">Number of trades; only Binance shows it.</param>
/// <param name="TakerBuyVolume">Part of the volume that takers bought, in the base coin; only Binance shows it.</param>
/// <param name="TakerBuyQuoteVolume">Part of the volume that takers bought, in the quote coin; only Binance shows it.</param>
public readonly record struct Candle(
    long OpenTime,
    decimal Open,
    decimal High,
    decimal Low,
    decimal Close,
    decimal Volume,
    decimal QuoteVolume,
    long Trades,
    decimal TakerBuyVolume,
    decimal TakerBuyQuoteVolume)
{
    /// <summary>
    /// This candle merged with the following candle <paramref name="next"/>, as a longer interval shows both. Nothing is rounded.
    /// </summary>
    public Candle Append(in Candle next) => this with
    {
        High = Math.Max(High, next.High),
        Low = Math.Min(Low, next.Low),
        Close = next.Close,
        Volume = Volume + next.Volume,
        QuoteVolume = QuoteVolume + next.QuoteVolume,
        Trades = Trades + next.Trades,
        TakerBuyVolume = TakerBuyVolume + next.TakerBuyVolume,
        TakerBuyQuoteVolume = TakerBuyQuoteVolume + next.TakerBuyQuoteVolume,
    };

    /// <summary>
    /// The candle as it was when <paramref name="share"/> (0..1) of its time was over. The price has moved that far from open to close, and no
    /// further up or down.
    /// </summary>
    public Candle Part(decimal share)
    {
        var close = Open + ScaledDown(Close - Open, share);
        return this with
        {
            High = Math.Max(Open, close),
            Low = Math.Min(Open, close),
            Close = close,
            Volume = ScaledDown(Volume, share),
            QuoteVolume = ScaledDown(QuoteVolume, share),
            Trades = (long)(Trades * share),
            TakerBuyVolume = ScaledDown(TakerBuyVolume, share),
            TakerBuyQuoteVolume = ScaledDown(TakerBuyQuoteVolume, share),
        };
    }

    private static decimal ScaledDown(decimal value, decimal share) =>
        Math.Round(value * share, value.Scale, MidpointRounding.ToZero);
}
