namespace CryptoFlow.Trading.Live;

public sealed class HoleRuleTests
{
    [Fact]
    public void A_trader_does_not_wait_for_candles_that_are_confirmed_missing() =>
        Assert.Null(HoleRule.FindUnresolved([new(10, 30)], [new(20, 40), new(0, 20)]));

    [Fact]
    public void The_first_range_that_may_still_be_filled_is_returned()
    {
        Assert.Equal(new TimeRange(20, 30), HoleRule.FindUnresolved([new(10, 30)], [new(0, 20), new(25, 40)]));
        Assert.Equal(new TimeRange(50, 60), HoleRule.FindUnresolved([new(10, 20), new(50, 60)], [new(10, 20)]));
        Assert.Equal(new TimeRange(10, 20), HoleRule.FindUnresolved([new(10, 20)], []));
    }
}
