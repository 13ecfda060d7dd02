using CryptoFlow.Trades;

namespace CryptoFlow.Trading;

/// <summary>A price that a candle touches exactly counts as reached, and the next price does not.</summary>
public sealed class ExitRulesTests
{
    private static readonly ExitRules Rules = new(TimeoutCandles: null);
    private static readonly Position Long = new(new Signal(0, TradeDirection.Long, "T", Entry: 100, Stop: 90, Tp1: 110, Tp2: 120, null), 10_000);
    private static readonly Position Short = new(new Signal(0, TradeDirection.Short, "T", Entry: 100, Stop: 110, Tp1: 90, Tp2: 80, null), 10_000);

    [Theory]
    [InlineData(90.0, 105.0, ExitReason.Stop, 90.0, false)]
    [InlineData(90.01, 105.0, null, null, false)]
    [InlineData(95.0, 110.0, null, null, true)]
    [InlineData(95.0, 109.99, null, null, false)]
    [InlineData(95.0, 120.0, ExitReason.Tp2, 120.0, true)]
    [InlineData(95.0, 119.99, null, null, true)]
    [InlineData(90.0, 120.0, ExitReason.Stop, 90.0, false)] // The stop has priority over targets in the same candle.
    public void A_long_position_is_closed_by_stop_and_targets(double low, double high, ExitReason? reason, double? price, bool tp1) => AssertStep(Long, low, high, reason, price, tp1);

    [Theory]
    [InlineData(95.0, 110.0, ExitReason.Stop, 110.0, false)]
    [InlineData(95.0, 109.99, null, null, false)]
    [InlineData(90.0, 105.0, null, null, true)]
    [InlineData(90.01, 105.0, null, null, false)]
    [InlineData(80.0, 105.0, ExitReason.Tp2, 80.0, true)]
    [InlineData(80.01, 105.0, null, null, true)]
    [InlineData(80.0, 110.0, ExitReason.Stop, 110.0, false)]
    public void A_short_position_is_closed_by_stop_and_targets(double low, double high, ExitReason? reason, double? price, bool tp1) => AssertStep(Short, low, high, reason, price, tp1);

    private static void AssertStep(Position position, double low, double high, ExitReason? reason, double? price, bool tp1)
    {
        var (after, exit) = Rules.Step(position, new Candle(900_000, 100, high, low, 100, 1, 0, 0, 0, 0));

        Assert.Equal((reason, price), (exit?.Reason, exit?.Price));
        Assert.Equal(tp1 ? 900_000L : null, after.Tp1Time);
        Assert.Equal(1, after.CandlesHeld);
    }
}
