using CryptoFlow.Simulator.Market;
using CsCheck;

namespace CryptoFlow.Simulator.Tests.Market;

/// <summary>The grids of open times.</summary>
public sealed class IntervalTests
{
    private static readonly string[] Names = ["1m", "15m", "4h", "1d", "3d", "1w", "1M", "1d+8", "1w+8", "1M+8"];

    [Theory]
    [InlineData("1d", "2023-11-15T13:00Z", "2023-11-15T00:00Z")]
    [InlineData("1d+8", "2023-11-15T13:00Z", "2023-11-14T16:00Z")]
    [InlineData("12h+8", "2023-11-15T13:00Z", "2023-11-15T04:00Z")]
    [InlineData("1w", "2023-11-15T13:00Z", "2023-11-13T00:00Z")]
    [InlineData("1w+8", "2023-11-15T13:00Z", "2023-11-12T16:00Z")]
    [InlineData("1M", "2023-11-15T13:00Z", "2023-11-01T00:00Z")]
    [InlineData("1M+8", "2023-11-30T17:00Z", "2023-11-30T16:00Z")]
    public void A_time_belongs_to_the_candle_that_opened_last(string interval, string time, string open) =>
        Assert.Equal(Ms(open), Interval.Named(interval).Floor(Ms(time)));

    [Fact]
    public void Next_and_previous_are_each_others_inverse_on_every_grid() => Gen.Select(
        Gen.Int[0, Names.Length - 1],
        Gen.Long[0, 2_000_000_000_000]).Sample((name, time) =>
        {
            var interval = Interval.Named(Names[name]);
            var open = interval.Floor(time);
            Assert.InRange(time, open, interval.Next(open) - 1);
            Assert.Equal(open, interval.Previous(interval.Next(open)));
            Assert.Equal(open, interval.Floor(open));
            Assert.Equal(open, interval.Ceiling(open));
        });

    private static long Ms(string text) => DateTimeOffset.Parse(text).ToUnixTimeMilliseconds();
}
