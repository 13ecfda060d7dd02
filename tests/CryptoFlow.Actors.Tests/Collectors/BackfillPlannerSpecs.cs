using System.Collections.Immutable;
using CryptoFlow.Configuration;
using CryptoFlow.Exchanges;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Collectors;

/// <summary>From missing ranges to requests.</summary>
public sealed class BackfillPlannerSpecs
{
    private const long End = 1_750_032_000_000; // 2025-06-16 00:00 UTC

    private static readonly ImmutableArray<SeriesKey> Series =
    [
        .. from interval in (Interval[])[Interval.M15, Interval.H1, Interval.D1]
           from symbol in (string[])["BTCUSDT", "ETHUSDT"]
           select new SeriesKey(new Instrument(Exchange.Binance, symbol), interval),
    ];

    /// <summary>Disjoint missing ranges of up to six series, as lengths of what is there and what is missing in turn.</summary>
    private static readonly Gen<Dictionary<SeriesKey, ImmutableArray<TimeRange>>> Missing =
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 60]).Array[0, 5].Array[Series.Length].Select(all =>
            Series.Zip(all).ToDictionary(s => s.First, s => RangesOf(s.First.Interval, s.Second)));

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(End));

    [Fact]
    public void Every_missing_candle_is_asked_for_once_on_the_grid_and_never_more_than_a_page_of_them() =>
        Gen.Select(Missing, Gen.Int[1, 25]).Sample((missing, pageSize) =>
        {
            var pages = BackfillPlanner.Pages(missing, _ => pageSize);

            Assert.All(pages, page => Assert.InRange(page.Candles, 1, pageSize));
            foreach (var (series, ranges) in missing)
            {
                var asked = pages.Where(p => p.Series == series).SelectMany(p => OpenTimes(series.Interval, p.Range)).Order();
                Assert.Equal(ranges.SelectMany(r => OpenTimes(series.Interval, r)), asked);
            }
        }, iter: 200);

    [Fact]
    public void A_series_is_asked_for_newest_first() =>
        Missing.Sample(missing =>
        {
            foreach (var series in BackfillPlanner.Pages(missing, _ => 7).GroupBy(p => p.Series))
                Assert.Equal(series.OrderByDescending(p => p.Range.From), series);
        }, iter: 200);

    [Fact]
    public void After_any_number_of_requests_all_series_are_equally_far_but_for_one_request() =>
        Missing.Sample(missing =>
        {
            var pages = BackfillPlanner.Pages(missing, _ => 7);
            var planned = pages.CountBy(p => p.Series).ToDictionary();
            var done = planned.ToDictionary(p => p.Key, _ => 0);
            foreach (var page in pages)
            {
                done[page.Series]++;
                var shares = planned.Select(p => (Done: done[p.Key], Of: p.Value)).ToList();
                var furthest = shares.Max(s => (s.Done - 1.0) / s.Of);
                Assert.All(shares, s => Assert.True((double)s.Done / s.Of >= furthest - 1e-9, string.Join(", ", shares)));
            }
        }, iter: 200);

    [Theory]
    [InlineData(Exchange.Binance, 730, 380, 1872)]
    [InlineData(Exchange.Bybit, 730, 285, 285)]
    [InlineData(Exchange.Bitget, 90, 177, 177)]
    [InlineData(Exchange.Bitget, 730, 1410, 1410)]
    public void The_plan_of_the_default_set_is_the_least_that_the_exchanges_page_sizes_allow(Exchange exchange, int days, int requests, int cost)
    {
        var plan = PlanOf(exchange, days);

        Assert.Equal((requests, cost), (plan.Requests, plan.Cost));
        var symbols = exchange == Exchange.Binance ? 4 : 3;
        Assert.Equal(symbols * days * (96 + 24 + 6 + 1), plan.Candles);
    }

    [Fact]
    public void The_expected_time_is_what_the_limits_leave()
    {
        Assert.Equal(TimeSpan.Zero, PlanOf(Exchange.Binance, 730).ExpectedTime);
        Assert.Equal(TimeSpan.Zero, PlanOf(Exchange.Bybit, 730).ExpectedTime);
        Assert.InRange(PlanOf(Exchange.Bitget, 730).ExpectedTime.TotalSeconds, 70, 73);
    }

    [Fact]
    public void What_lies_before_the_markets_first_day_is_left_out_and_known_as_such()
    {
        TimeRange[] missing = [new(0, 100), new(200, 300)];

        AssertCut(250, toAsk: [new(250, 300)], before: [new(0, 100), new(200, 250)]);
        AssertCut(0, toAsk: missing, before: []);
        AssertCut(null, toAsk: missing, before: []);
        AssertCut(300, toAsk: [], before: missing);

        void AssertCut(long? firstDay, TimeRange[] toAsk, TimeRange[] before)
        {
            var cut = BackfillPlanner.CutAtListing([.. missing], firstDay);
            Assert.Equal(toAsk, cut.ToAsk);
            Assert.Equal(before, cut.BeforeListing);
        }
    }

    private BackfillPlan PlanOf(Exchange exchange, int days)
    {
        var client = ExchangeClients.Create(exchange, new Uri("http://127.0.0.1:1"), _time, NullLoggerFactory.Instance);
        var series = CollectionPlan.From(new CryptoFlowOptions()).For(exchange)!.Series;
        var history = new TimeRange(End - (long)TimeSpan.FromDays(days).TotalMilliseconds, End);
        var pages = BackfillPlanner.Pages(series.ToDictionary(s => s, _ => ImmutableArray.Create(history)), client.PageSize);
        return BackfillPlanner.Plan(pages, client);
    }

    private static ImmutableArray<TimeRange> RangesOf(Interval interval, (int There, int Missing)[] lengths)
    {
        var ranges = ImmutableArray.CreateBuilder<TimeRange>();
        var from = End;
        foreach (var (there, missing) in lengths)
        {
            from += there * interval.Milliseconds;
            ranges.Add(new TimeRange(from, from + (missing * interval.Milliseconds)));
            from = ranges[^1].To;
        }

        return ranges.ToImmutable();
    }

    private static IEnumerable<long> OpenTimes(Interval interval, TimeRange range)
    {
        for (var open = range.From; open < range.To; open += interval.Milliseconds)
            yield return open;
    }
}
