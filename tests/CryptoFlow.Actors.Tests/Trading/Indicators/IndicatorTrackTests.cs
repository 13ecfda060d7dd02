using System.Collections.Immutable;
using CryptoFlow.Testing;
using CryptoFlow.Trading.Backtesting;
using CryptoFlow.Trading.Strategies.ChannelBounce;
using CryptoFlow.Trading.Strategies.MovingAverageCross;
using CsCheck;
using Xunit.Abstractions;

namespace CryptoFlow.Trading.Indicators;

public sealed class IndicatorTrackTests(ITestOutputHelper output)
{
    private static readonly MarketPlan Market = new(7, 400, 1, 40, 400, 0.0025, 0.02, 0.02, 0.5);

    [Fact]
    public void On_any_market_the_channel_at_each_candle_equals_that_of_the_traders_decision()
    {
        var channels = 0;
        RandomMarkets.Plans(30, 200).Sample(
            plan =>
            {
                var market = RandomMarket.Make(plan);
                var decided = new CandleList([.. market.Lower], [new ContextCandles(Interval.H1, [.. market.StoredHigher])])
                    .Replay(new ChannelBounceStrategy(new()), new MoneyRules())
                    .ToDictionary(o => o.Time, o => o.Channel is { } c ? ((double?)c.Support, (double?)c.Resistance) : (null, null));
                var track = TrackOf(market, new ChannelBounceStrategy(new()), long.MinValue);

                var shown = Spread(track.Sample(Timeframe.Of(Interval.M15), RangeOf(market)), Interval.M15);

                Assert.All(decided, d => Assert.Equal(d.Value, (shown[d.Key][0], shown[d.Key][1])));
                Interlocked.Add(ref channels, decided.Values.Count(v => v.Item1 is not null));
            },
            iter: 200);
        output.WriteLine($"{channels} channels compared");
        Assert.True(channels > 1_000, "The markets gave too few channels to prove anything.");
    }

    [Fact]
    public void The_averages_equal_those_of_the_last_closes()
    {
        var market = RandomMarket.Make(Market);
        var candles = market.StoredHigher;
        var track = new IndicatorTrack(new MovingAverageCrossStrategy(new() { Fast = 3, Slow = 5 }), new MoneyRules(), candles[0].OpenTime);
        foreach (var candle in candles)
            track.Add(in candle);

        var shown = Spread(track.Sample(Timeframe.Of(Interval.H1), new TimeRange(candles[0].OpenTime, candles[^1].OpenTime + 1)), Interval.H1);

        for (var i = 0; i < candles.Count; i++)
        {
            var values = shown[candles[i].OpenTime];
            Assert.Equal((i >= 2, i >= 4), (values[0] is not null, values[1] is not null));
            Assert.Equal(candles.Skip(i - 2).Take(3).Average(c => c.Close), values[0] ?? candles.Skip(i - 2).Take(3).Average(c => c.Close), 1e-9);
            Assert.Equal(candles.Skip(i - 4).Take(5).Average(c => c.Close), values[1] ?? candles.Skip(i - 4).Take(5).Average(c => c.Close), 1e-9);
        }
    }

    [Theory]
    [InlineData("5m")]
    [InlineData("15m")]
    [InlineData("45m")]
    [InlineData("1h")]
    [InlineData("1d")]
    [InlineData("1M")]
    public void A_chart_candle_has_the_values_that_were_known_at_its_close(string text)
    {
        Assert.True(Timeframe.TryParse(text, out var timeframe));
        var market = RandomMarket.Make(Market);
        var first = market.Lower[0].OpenTime;
        var track = TrackOf(market, new ChannelBounceStrategy(new()), first);
        var every = Spread(track.Sample(Timeframe.Of(Interval.M15), RangeOf(market)), Interval.M15);

        var from = timeframe.Floor(first - Interval.D1.Milliseconds);
        var samples = track.Sample(timeframe, new TimeRange(from, market.Lower[^1].OpenTime + (40 * Interval.D1.Milliseconds)));

        var row = -1;
        for (var open = from; open < samples.Until; open = timeframe.Next(open))
        {
            while (row + 1 < samples.Times.Length && samples.Times[row + 1] <= open)
                row++;
            var newest = market.Lower.LastOrDefault(c => c.OpenTime + Interval.M15.Milliseconds <= timeframe.Next(open)).OpenTime;
            Assert.Equal(newest == 0 ? null : every[newest][0], samples.Values[0][row]);
            Assert.Equal(newest == 0 ? null : every[newest][1], samples.Values[1][row]);
        }

        // The first candle without values is the one whose close comes after the close of a traded candle that the track does not have yet.
        Assert.True(timeframe.Next(samples.Until) >= market.Lower[^1].OpenTime + (2 * Interval.M15.Milliseconds));
        Assert.True(samples.Until < market.Lower[^1].OpenTime + (2 * Interval.M15.Milliseconds));
    }

    [Fact]
    public void Rows_that_repeat_the_values_before_them_are_left_out()
    {
        var market = RandomMarket.Make(Market with { MissingLower = 0 });
        var samples = TrackOf(market, new ChannelBounceStrategy(new()), market.Lower[0].OpenTime).Sample(Timeframe.Of(Interval.M15), RangeOf(market));

        var rows = samples.Times.Select((_, i) => (samples.Values[0][i], samples.Values[1][i])).ToList();
        Assert.InRange(rows.Count, 3, market.Lower.Count / 4);
        Assert.DoesNotContain(rows.Zip(rows.Skip(1)), pair => pair.First == pair.Second);
    }

    private static IndicatorTrack TrackOf(RandomMarket market, IStrategy strategy, long origin)
    {
        var track = new IndicatorTrack(strategy, new MoneyRules(), origin);
        foreach (var candle in market.StoredHigher)
            track.Feed.AddContext(Interval.H1, in candle);
        foreach (var candle in market.Lower)
            track.Add(in candle);
        return track;
    }

    private static TimeRange RangeOf(RandomMarket market) => new(market.Lower[0].OpenTime, market.Lower[^1].OpenTime + 1);

    /// <summary>The values at each candle of the chart, as the page spreads them.</summary>
    private static Dictionary<long, ImmutableArray<double?>> Spread(IndicatorSamples samples, Interval interval)
    {
        var all = new Dictionary<long, ImmutableArray<double?>>();
        for (var row = 0; row < samples.Times.Length; row++)
        {
            for (var time = samples.Times[row]; time < (row + 1 < samples.Times.Length ? samples.Times[row + 1] : samples.Until); time += interval.Milliseconds)
                all[time] = [.. samples.Values.Select(column => column[row])];
        }

        return all;
    }
}
