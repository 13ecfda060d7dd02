using CryptoFlow.Testing;
using Xunit.Abstractions;

namespace CryptoFlow.Trading.Strategies.ChannelBounce;

/// <summary>The work for each candle depends only on the followed channels, not on the length of the history.</summary>
public sealed class ActiveChannelsTests(ITestOutputHelper output)
{
    /// <summary>The rules never drop a channel because of its age. In a market that stays in its range, the channels could therefore pile up.</summary>
    [Theory]
    [InlineData(0.0025, 0.1, 200)]
    [InlineData(0.0025, 0.1, 100_000)]
    [InlineData(0.001, 0.02, 100_000)]
    [InlineData(0.0025, 0.0, 100_000)]
    public void The_number_of_followed_channels_stays_bounded_in_ten_years(double volatility, double reversion, int ticks)
    {
        const int hoursOfAYear = 365 * 24;
        var market = RandomMarket.Make(new MarketPlan(7, 10 * hoursOfAYear, 0, 40.0, ticks, volatility, reversion, 0, 0));
        var strategy = new ChannelBounceStrategy(new());
        var higher = new HigherCandles(Interval.H1, Interval.M15);
        foreach (var candle in market.Lower)
            higher.AddLower(candle);

        var followed = higher.TakeClosed(long.MaxValue).Select(candle =>
        {
            strategy.OnContextCandle(Interval.H1, candle);
            return strategy.ActiveChannelCount;
        });
        var mostByYear = followed.Chunk(hoursOfAYear).Select(year => (Most: year.Max(), Mean: year.Average())).ToList();

        output.WriteLine(string.Join(", ", mostByYear.Select(y => $"{y.Most} ({y.Mean:0})")));
        Assert.Equal(10, mostByYear.Count);
        Assert.All(mostByYear, year => Assert.InRange(year.Most, 1, 600));
        Assert.True(mostByYear[^1].Mean < 2 * mostByYear[0].Mean);
    }

    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 100_000)]
    public void The_removal_of_shadowed_channels_changes_no_choice_in_a_market_that_stays_in_its_range(int seed, int ticks)
    {
        var market = RandomMarket.Make(new MarketPlan(seed, 900, 0, 40.0, ticks, 0.0025, 0.1, 0, 0));
        var higher = NaiveSpecification.HigherOf(market.Lower, []);
        var strategy = new ChannelBounceStrategy(new());

        var chosen = higher.Select(candle =>
        {
            strategy.OnContextCandle(Interval.H1, candle);
            return strategy.Latest;
        }).Select(c => c is null ? null : new NaiveSpecification.Snapshot(c.Support, c.Resistance, c.SupportTouches, c.ResistanceTouches));

        Assert.Equal(NaiveSpecification.Channels(higher), chosen);
    }
}
