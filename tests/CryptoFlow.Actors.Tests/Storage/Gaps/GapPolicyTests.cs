using CsCheck;

namespace CryptoFlow.Storage.Gaps;

public sealed class GapPolicyTests
{
    private const long Day = 86_400_000;

    [Theory]
    [InlineData(1, 300)]
    [InlineData(2, 600)]
    [InlineData(3, 1_200)]
    [InlineData(9, 76_800)]
    [InlineData(10, 86_400)]
    [InlineData(100, 86_400)]
    public void The_wait_doubles_with_each_ask_and_stops_at_a_day(int asks, int seconds) =>
        Assert.Equal(7 + (seconds * 1000L), new GapPolicy(100, TimeSpan.FromSeconds(300)).NextAsk(7, asks));

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 7)]
    [InlineData(5, 30)]
    [InlineData(50, 30)]
    public void A_confirmed_range_is_requested_again_after_a_day_a_week_and_then_each_month(int asks, int days) =>
        Assert.Equal(7 + (days * Day), new GapPolicy(3, TimeSpan.FromSeconds(300)).NextAskOfConfirmed(7, asks));

    [Fact]
    public void The_wait_never_shrinks_and_is_never_more_than_a_day() =>
        Gen.Select(Gen.Int[1, 86_400], Gen.Int[0, int.MaxValue - 1]).Sample((seconds, asks) =>
        {
            var policy = new GapPolicy(3, TimeSpan.FromSeconds(seconds));
            Assert.InRange(policy.NextAsk(0, asks), seconds * 1000L, Day);
            Assert.InRange(policy.NextAsk(0, asks + 1), policy.NextAsk(0, asks), Day);
        });
}
