using System.Collections.Immutable;

namespace CryptoFlow.Storage;

/// <summary>Candles with round numbers, on the grid of every interval.</summary>
internal static class TestCandles
{
    /// <summary>2023-11-14 00:00 UTC, ms.</summary>
    public const long Start = 1_699_920_000_000;

    public static readonly SeriesKey Btc15 = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);
    public static readonly SeriesKey Btc60 = Btc15 with { Interval = Interval.H1 };
    public static readonly SeriesKey Eth15 = new(new Instrument(Exchange.Bybit, "ETHUSDT"), Interval.M15);

    public static Candle At(long openTime, double price = 100) =>
        new(openTime, price, price + 1, price - 1, price + 0.5, 10, 4, 6, -2, 7);

    /// <summary>The open time of the candle number <paramref name="index"/> of a series.</summary>
    public static long Time(SeriesKey series, int index) => Start + (index * series.Interval.Milliseconds);

    /// <summary><paramref name="count"/> candles, from candle number <paramref name="first"/> on.</summary>
    public static ImmutableArray<Candle> Page(SeriesKey series, int first, int count, double price = 100) =>
        [.. Enumerable.Range(first, count).Select(i => At(Time(series, i), price))];

    public static ImmutableArray<Candle> Some(SeriesKey series, double price, params IEnumerable<int> indexes) =>
        [.. indexes.Select(i => At(Time(series, i), price))];

    public static TimeRange Range(SeriesKey series, int from, int to) => new(Time(series, from), Time(series, to));
}
