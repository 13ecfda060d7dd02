using CsCheck;

namespace CryptoFlow.Market;

public sealed class IntervalTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("1m", 1)]
    [InlineData("3m", 3)]
    [InlineData("5M", 5)]
    [InlineData("15", 15)]
    [InlineData("15m", 15)]
    [InlineData("15M", 15)]
    [InlineData("30m", 30)]
    [InlineData("60", 60)]
    [InlineData("1h", 60)]
    [InlineData("4H", 240)]
    [InlineData("6h", 360)]
    [InlineData("12h", 720)]
    [InlineData("1d", 1440)]
    [InlineData("1D", 1440)]
    [InlineData("1440", 1440)]
    public void Minutes_and_names_are_read_in_any_case(string text, int minutes)
    {
        Assert.True(Interval.TryParse(text, out var interval));
        Assert.Equal(minutes, interval.Minutes);
        Assert.Equal(minutes * 60_000L, interval.Milliseconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" 15")]
    [InlineData("15 ")]
    [InlineData("+15")]
    [InlineData("-15")]
    [InlineData("2h")]
    [InlineData("120")]
    [InlineData("60m")]
    [InlineData("1w")]
    [InlineData("1.5")]
    [InlineData("99999999999999")]
    public void An_interval_that_not_all_exchanges_serve_is_refused(string? text) => Assert.False(Interval.TryParse(text, out _));

    [Fact]
    public void The_error_about_an_unsupported_length_names_the_allowed_lengths()
    {
        var failure = Assert.Throws<ArgumentOutOfRangeException>(() => new Interval(7));
        Assert.Contains("1m, 3m, 5m, 15m", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_intervals_are_ascending_divide_a_day_and_are_read_back()
    {
        Assert.Equal(Interval.All.Order(), Interval.All);
        Assert.All(Interval.All, interval =>
        {
            Assert.Equal(0, 1440 % interval.Minutes);
            Assert.Equal(interval, new Interval(interval.Minutes));
            Assert.True(Interval.TryParse(interval.Name, out var read));
            Assert.Equal(interval, read);
        });
    }

    [Fact]
    public void Floor_and_ceiling_are_the_nearest_open_times_around_a_time() =>
        Gen.Select(Gen.Int[0, Interval.All.Count - 1].Select(i => Interval.All[i]), Gen.Long[-4_000_000_000_000, 4_000_000_000_000]).Sample((interval, time) =>
        {
            var floor = interval.Floor(time);
            var ceiling = interval.Ceiling(time);
            Assert.True(interval.IsAligned(floor) && interval.IsAligned(ceiling));
            Assert.InRange(time - floor, 0, interval.Milliseconds - 1);
            Assert.InRange(ceiling - time, 0, interval.Milliseconds - 1);
            Assert.Equal(floor == time, interval.IsAligned(time));
            Assert.Equal(floor == ceiling, interval.IsAligned(time));
        });

    [Fact]
    public void The_grid_begins_at_the_epoch_and_also_covers_times_before_it()
    {
        Assert.Equal(0, Interval.D1.Floor(1));
        Assert.Equal(-86_400_000, Interval.D1.Floor(-1));
        Assert.Equal(0, Interval.D1.Ceiling(-1));
    }
}
