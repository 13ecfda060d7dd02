using System.Globalization;
using System.Text;
using CryptoFlow.Exchanges.Binance;
using CsCheck;

namespace CryptoFlow.Import;

/// <summary>A candle as texts in Binance's raw columns.</summary>
internal sealed record RawCandle(long Time, string Open, string High, string Low, string Close, string Volume, string Trades, string TakerBuy)
{
    /// <summary>Valid 15m candles, in order, on the grid from 2023 on. At least two are neighbours, because the check of the interval needs two.</summary>
    public static Gen<RawCandle[]> Series { get; } = Gen.Select(
        Gen.Int[0, 5_000], Gen.Int[0, 2_000_000], Gen.Int[0, 8], Gen.Int[1, 1_000_000], Gen.Int[0, 100_000], Gen.Long[0, 9_999_999_999], Gen.Int[0, 100]).Array[1, 60]
        .Select(cells => cells.Append(cells[0] with { Item1 = cells[0].Item1 + 1 }).DistinctBy(c => c.Item1).OrderBy(c => c.Item1).Select(c => Of(c.Item1, c.Item2, c.Item3, c.Item4, c.Item5, c.Item6, c.Item7)).ToArray());

    public long CloseTime => Time + Interval.M15.Milliseconds - 1;

    /// <summary>A valid candle at this time.</summary>
    public static RawCandle At(long time, string close = "100.5") => new(time, "100.00", "101.5", "99", close, "12.340", "7", "4.1");

    /// <summary>The candle that the collectors make of the same texts in an answer of the exchange.</summary>
    public Candle Collected()
    {
        var json = $"[[{Time},\"{Open}\",\"{High}\",\"{Low}\",\"{Close}\",\"{Volume}\",{CloseTime},\"1\",{Trades},\"{TakerBuy}\",\"1\",\"0\"]]";
        return Assert.Single(BinanceCandleParser.Read(Encoding.UTF8.GetBytes(json), Interval.M15).Candles);
    }

    /// <summary>The same candle without trade count and taker volume.</summary>
    public Candle CollectedPlain() => Collected() with { BuyVolume = 0, SellVolume = 0, Delta = 0, TradeCount = 0 };

    private static RawCandle Of(int slot, int low, int decimals, int open, int close, long volume, int takerPercent)
    {
        string Price(long units) => ((low + 1 + units) / (decimal)Math.Pow(10, decimals)).ToString($"F{decimals}", CultureInfo.InvariantCulture);
        var taker = volume / 1000m * takerPercent / 100;
        return new RawCandle(
            1_672_531_200_000 + (slot * 900_000L),
            Price(open),
            Price(Math.Max(open, close) + 3),
            Price(0),
            Price(close),
            (volume / 1000m).ToString(CultureInfo.InvariantCulture),
            takerPercent.ToString(CultureInfo.InvariantCulture),
            taker.ToString(CultureInfo.InvariantCulture));
    }
}
