using CryptoFlow.Storage;

namespace CryptoFlow.Market;

public sealed class CandleTests
{
    private static readonly Candle Possible = TestCandles.At(TestCandles.Start);

    public static TheoryData<Candle, string> Impossible => new()
    {
        { Possible with { OpenTime = TestCandles.Start + 1 }, "off the grid" },
        { Possible with { Open = double.NaN }, "not a finite number" },
        { Possible with { High = double.PositiveInfinity }, "not a finite number" },
        { Possible with { Low = double.NegativeInfinity }, "not a finite number" },
        { Possible with { Close = double.NaN }, "not a finite number" },
        { Possible with { Volume = double.NaN }, "not a finite number" },
        { Possible with { BuyVolume = double.NaN }, "not a finite number" },
        { Possible with { SellVolume = double.NaN }, "not a finite number" },
        { Possible with { Delta = double.NegativeInfinity }, "not a finite number" },
        { Possible with { Low = 0 }, "not positive" },
        { Possible with { Low = -1 }, "not positive" },
        { Possible with { Open = Possible.High + 1 }, "outside of low and high" },
        { Possible with { Open = Possible.Low - 1 }, "outside of low and high" },
        { Possible with { Close = Possible.High + 1 }, "outside of low and high" },
        { Possible with { Close = Possible.Low - 1 }, "outside of low and high" },
        { Possible with { Volume = -1 }, "volume" },
        { Possible with { BuyVolume = -1 }, "volume" },
        { Possible with { BuyVolume = Possible.Volume + 1 }, "volume" },
        { Possible with { TradeCount = -1 }, "trade count" },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void An_impossible_candle_has_a_defect(Candle candle, string defect) =>
        Assert.Contains(defect, candle.FindDefect(Interval.M15), StringComparison.Ordinal);

    [Fact]
    public void A_possible_candle_has_no_defect()
    {
        Assert.Null(Possible.FindDefect(Interval.M15));
        Assert.Null(new Candle(TestCandles.Start, 1, 1, 1, 1, 0, 0, 0, 0, 0).FindDefect(Interval.D1));
        Assert.Null((Possible with { BuyVolume = Possible.Volume, SellVolume = 0, Delta = Possible.Volume }).FindDefect(Interval.M15));
    }
}
