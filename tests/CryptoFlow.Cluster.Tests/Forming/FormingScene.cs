using CryptoFlow.Collectors.Streams;

namespace CryptoFlow.Cluster.Tests.Forming;

/// <summary>Series and forming candles with round numbers.</summary>
internal static class FormingScene
{
    public const long Open = 1_700_000_100_000;

    public static readonly SeriesKey Btc = Of(Exchange.Binance, "BTCUSDT");
    public static readonly SeriesKey Eth = Of(Exchange.Binance, "ETHUSDT");
    public static readonly SeriesKey Far = Of(Exchange.Bybit, "BTCUSDT");

    public static FormingCandle Priced(double close, long open = Open) =>
        new(new Candle(open, 1, 9, 1, close, 1, 0, 0, 0, 0), open + (long)close);

    private static SeriesKey Of(Exchange exchange, string symbol) => new(new Instrument(exchange, symbol), Interval.M1);
}
