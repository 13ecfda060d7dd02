namespace CryptoFlow.Market;

public sealed class TimeframeTests
{
    public static TheoryData<string, int, string> Lengths => new()
    {
        { "15", 15, "15m" },
        { "15M", 15, "15m" },
        { "1m", 1, "1m" },
        { "90", 90, "90m" },
        { "2h", 120, "2h" },
        { "6H", 360, "6h" },
        { "3d", 4320, "3d" },
        { "1w", 10_080, "1w" },
        { "7d", 10_080, "1w" },
        { "10080", 10_080, "1w" },
        { "2W", 20_160, "2w" },
        { "366d", 527_040, "366d" },
    };

    [Theory, MemberData(nameof(Lengths))]
    public void A_number_with_a_unit_is_a_length(string text, int minutes, string name)
    {
        Assert.True(Timeframe.TryParse(text, out var timeframe));
        Assert.Equal((minutes, false, name), (timeframe.Minutes, timeframe.IsMonth, timeframe.Name));
    }

    [Fact]
    public void The_only_length_in_months_is_1M()
    {
        Assert.True(Timeframe.TryParse("1M", out var month));
        Assert.Equal(Timeframe.Month, month);
        Assert.False(Timeframe.TryParse("2M", out _));
        Assert.False(Timeframe.TryParse("45M", out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0h")]
    [InlineData("-15")]
    [InlineData("1.5h")]
    [InlineData("h")]
    [InlineData("367d")]
    [InlineData("53w")]
    [InlineData("99999999999d")]
    [InlineData("2147483647w")]
    [InlineData("1y")]
    public void Other_texts_are_refused(string? text) => Assert.False(Timeframe.TryParse(text, out _));

    [Theory]
    [InlineData("1w", "2024-01-03T12:00Z", "2024-01-01", "2024-01-08")] // A Wednesday: its week begins on Monday.
    [InlineData("1w", "2024-01-01", "2024-01-01", "2024-01-08")]
    [InlineData("1w", "2023-12-31T23:59Z", "2023-12-25", "2024-01-01")]
    [InlineData("1M", "2024-02-29T23:59Z", "2024-02-01", "2024-03-01")]
    [InlineData("1M", "2023-02-28T23:59Z", "2023-02-01", "2023-03-01")]
    [InlineData("1M", "2023-12-31", "2023-12-01", "2024-01-01")]
    [InlineData("3d", "1970-01-05", "1970-01-04", "1970-01-07")]
    [InlineData("6h", "2024-02-29T05:59Z", "2024-02-29", "2024-02-29T06:00Z")]
    [InlineData("7h", "1970-01-01T08:00Z", "1970-01-01T07:00Z", "1970-01-01T14:00Z")]
    public void A_candle_opens_at_the_time_of_the_calendar(string name, string time, string open, string next)
    {
        var timeframe = Of(name);
        Assert.Equal(Ms(open), timeframe.Floor(Ms(time)));
        Assert.Equal(Ms(next), timeframe.Next(Ms(open)));
        Assert.Equal(Ms(time) == Ms(open) ? Ms(open) : Ms(next), timeframe.Ceiling(Ms(time)));
    }

    [Theory]
    [InlineData("2024-02-01", 29)]
    [InlineData("2023-02-01", 28)]
    [InlineData("2024-04-01", 30)]
    [InlineData("2024-12-01", 31)]
    public void A_month_has_as_many_days_as_the_calendar_says(string month, int days) =>
        Assert.Equal(days, Timeframe.Month.CountOf(Interval.D1, Ms(month)));

    [Fact]
    public void The_base_of_a_timeframe_is_the_longest_interval_that_divides_it()
    {
        Interval[] stored = [Interval.M15, Interval.H1, Interval.H4, Interval.D1];
        Assert.Equal(Interval.H1, Of("2h").LongestBase(stored));
        Assert.Equal(Interval.H1, Of("6h").LongestBase(stored));
        Assert.Equal(Interval.H4, Of("12h").LongestBase(stored));
        Assert.Equal(Interval.D1, Of("3d").LongestBase(stored));
        Assert.Equal(Interval.D1, Of("1w").LongestBase(stored));
        Assert.Equal(Interval.D1, Timeframe.Month.LongestBase(stored));
        Assert.Equal(Interval.M15, Of("45m").LongestBase(stored));
        Assert.Equal(Interval.M15, Of("1d").LongestBase([Interval.M15, Interval.D1])); // Never itself.
        Assert.Null(Of("50m").LongestBase(stored));
        Assert.Null(Of("1m").LongestBase(stored));
    }

    [Fact]
    public void A_page_of_long_candles_over_short_ones_is_bounded()
    {
        Assert.Equal(3225, Timeframe.Month.MostPerPage(Interval.D1));
        Assert.Equal(2, Timeframe.Month.MostPerPage(Interval.M1));
        Assert.Equal(50_000, Of("2h").MostPerPage(Interval.H1));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(253_402_300_800_000)]
    public void A_time_outside_of_the_calendar_is_returned_unchanged(long time) => Assert.Equal(time, Timeframe.Month.Ceiling(time));

    private static Timeframe Of(string name) => Timeframe.TryParse(name, out var timeframe) ? timeframe : throw new ArgumentException(name);

    private static long Ms(string time) => UtcTime.TryParse(time, out var ms) ? ms : throw new ArgumentException(time);
}
