namespace CryptoFlow.Benchmarks.Data;

/// <summary>
/// Made candles with the digits of real candles: prices of one or two decimals, volumes of three, taker volumes that add up.
/// A pure function of series and number computes each candle, so a test can make the same file again.
/// </summary>
internal static class MadeCandles
{
    /// <summary>Open time of candle number 0, ms UTC. It lies on the grid of every interval.</summary>
    public const long Start = 852_076_800_000;

    private static readonly double[] TicksPerUnit = [10, 100, 100, 1_000];

    /// <summary>The made series with this number: BINANCE:MADE0USDT and so on, 15m.</summary>
    public static SeriesKey Series(int number) => new(new Instrument(Exchange.Binance, $"MADE{number}USDT"), Interval.M15);

    /// <summary>The time range of the first <paramref name="count"/> candles.</summary>
    public static TimeRange History(long count) => new(Start, Start + (count * Interval.M15.Milliseconds));

    /// <param name="series">Number of the series.</param>
    /// <param name="index">Number of the candle in the series, from 0.</param>
    /// <param name="revision">Another revision gives the same candle other volumes.</param>
    public static Candle At(int series, long index, int revision = 0)
    {
        var unit = TicksPerUnit[series % TicksPerUnit.Length];
        var (open, close, chance) = (Ticks(series, index), Ticks(series, index + 1), Mix((ulong)series << 40 ^ (ulong)index));
        var (high, low) = (Math.Max(open, close) + (long)(chance & 63), Math.Min(open, close) - (long)(chance >> 6 & 63));
        var volume = (long)(chance >> 12 & 0xFFFFF) + 1 + revision;
        var buy = (long)(volume * ((chance >> 32 & 0xFF) / 256.0));
        return new Candle(
            Start + (index * Interval.M15.Milliseconds),
            open / unit,
            high / unit,
            low / unit,
            close / unit,
            volume / 1_000.0,
            buy / 1_000.0,
            (volume - buy) / 1_000.0,
            ((2 * buy) - volume) / 1_000.0,
            (long)(chance >> 40 & 0x3FFF));
    }

    /// <summary>A price in ticks that moves slowly over many candles, and a little from one candle to the next.</summary>
    private static long Ticks(int series, long index) =>
        1_000_000 + (long)(400_000 * Math.Sin((index / 3_000.0) + series)) + (long)(Mix((ulong)index * 31 + (ulong)series) & 0x3FF);

    /// <summary>The hash function SplitMix64.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
