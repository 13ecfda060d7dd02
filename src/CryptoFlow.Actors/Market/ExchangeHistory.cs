namespace CryptoFlow.Market;

/// <summary>The first day on which an exchange can have candles. Nothing before that day is missing, and no collector asks for it.</summary>
/// <remarks>
/// If a day is uncertain, an earlier day is chosen: a day that is too late would hide candles, but a day that is too early only costs some requests.
/// </remarks>
public static class ExchangeHistory
{
    /// <summary>
    /// The first day of an exchange's futures, 00:00 UTC in ms.
    /// <list type="bullet">
    /// <item>Binance USD-M: 2019-09-08, the first 1d candle of BTCUSDT as recorded from <c>/fapi/v1/klines</c> (docs/exchanges.md); its contract list names a later day.</item>
    /// <item>Bybit linear: 2020-03-01, the month in which BTCUSDT was launched (<c>launchTime</c> 2020-03-30 in <c>/v5/market/instruments-info</c>).</item>
    /// <item>Bitget USDT-FUTURES: 2018-07-01, when the exchange was founded; its contract list leaves the launch empty.</item>
    /// </list>
    /// </summary>
    public static long FirstDayOf(Exchange exchange) => exchange switch
    {
        Exchange.Binance => new DateTimeOffset(2019, 9, 8, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(),
        Exchange.Bybit => new DateTimeOffset(2020, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(),
        Exchange.Bitget => new DateTimeOffset(2018, 7, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(),
        _ => throw new ArgumentOutOfRangeException(nameof(exchange), exchange, "Not an exchange."),
    };
}
