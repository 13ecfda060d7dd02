using System.Collections.Immutable;

namespace CryptoFlow.Market;

public sealed class RetentionRulesTests
{
    private const long Day = 86_400_000;
    private const long Midnight = 1_750_000_000_000 / Day * Day;

    private static readonly RetentionRules Rules = new(ImmutableSortedDictionary<Interval, int>.Empty.Add(Interval.M15, 30).Add(Interval.D1, 400));

    [Fact]
    public void Whole_days_are_kept_counted_back_from_the_newest_candle()
    {
        var newest = Midnight + (10 * Interval.M15.Milliseconds);
        Assert.Equal(Midnight - (30 * Day), Rules.BoundaryOf(Interval.M15, newest, newest + Interval.M15.Milliseconds, null));
        Assert.Null(Rules.BoundaryOf(Interval.H1, newest, newest, null));
        Assert.Null(RetentionRules.None.KeptFrom(Interval.M15, newest));
    }

    [Fact]
    public void The_boundary_moves_once_a_day()
    {
        var last = Midnight - Interval.M15.Milliseconds;
        Assert.Equal(Midnight - (31 * Day), Rules.BoundaryOf(Interval.M15, last - Interval.M15.Milliseconds, last, null));
        Assert.Equal(Midnight - (30 * Day), Rules.BoundaryOf(Interval.M15, last, Midnight, null));
    }

    [Fact]
    public void A_clock_that_is_years_ahead_does_not_move_the_boundary() =>
        Assert.Equal(
            Rules.BoundaryOf(Interval.M15, Midnight, Midnight + Day, null),
            Rules.BoundaryOf(Interval.M15, Midnight, Midnight + (5_000 * Day), null));

    [Fact]
    public void Candles_that_a_paper_account_needs_are_kept()
    {
        var began = Midnight - (200 * Day) + 900_000;
        Assert.Equal(Midnight - (200 * Day), Rules.BoundaryOf(Interval.M15, Midnight, Midnight, began));
        Assert.Equal(Midnight - (30 * Day), Rules.BoundaryOf(Interval.M15, Midnight, Midnight, Midnight - Day));
    }

    [Theory]
    [InlineData(15, 7)]
    [InlineData(60, 9)]
    [InlineData(240, 34)]
    [InlineData(1440, 200)]
    public void The_fewest_days_are_a_week_or_two_hundred_candles(int minutes, int days) => Assert.Equal(days, RetentionRules.LeastDaysOf(new Interval(minutes)));
}
