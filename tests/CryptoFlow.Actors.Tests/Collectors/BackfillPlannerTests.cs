using System.Collections.Immutable;
using CryptoFlow.Configuration;
using CryptoFlow.Exchanges;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Collectors;

/// <summary>Plans the requests that fetch the missing ranges.</summary>
public sealed class BackfillPlannerTests
{
    private const long End = 1_750_032_000_000; // 2025-06-16 00:00 UTC

    private static readonly ImmutableArray<SeriesKey> Series =
    [
        .. from interval in (Interval[])[Interval.M15, Interval.H1, Interval.D1]
           from symbol in (string[])["BTCUSDT", "ETHUSDT"]
           select new SeriesKey(new Instrument(Exchange.Binance, symbol), interval),
    ];

    /// <summary>Disjoint missing ranges of up to six series. The lengths of stored and missing ranges alternate.</summary>
    private static readonly Gen<Dictionary<SeriesKey, ImmutableArray<TimeRange>>> Missing =
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 60]).Array[0, 5].Array[Series.Length].Select(all =>
            Series.Zip(all).ToDictionary(s => s.First, s => RangesOf(s.First.Interval, s.Second)));

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(End));

    [Fact]
    public void Each_missing_candle_is_requested_once_in_aligned_windows_of_at_most_a_page() =>
        Gen.Select(Missing, Gen.Int[1, 25]).Sample((missing, pageSize) =>
        {
            var pages = BackfillPlanner.Pages(missing, _ => PageCosts.Of(pageSize, _ => 1));

            Assert.All(pages, page => Assert.InRange(page.Candles, page.Missing, pageSize));
            foreach (var (series, ranges) in missing)
            {
                var windows = pages.Where(p => p.Series == series).OrderBy(p => p.Range.From).ToList();
                Assert.All(windows.Zip(windows.Skip(1)), pair => Assert.True(pair.First.Range.To <= pair.Second.Range.From, "Two windows overlap."));
                var times = ranges.SelectMany(r => OpenTimes(series.Interval, r)).ToList();
                Assert.All(times, t => Assert.Single(windows, w => w.Range.Contains(t)));
                Assert.All(windows, w => Assert.Equal(times.Count(w.Range.Contains), w.Missing));
                Assert.All(windows, w => Assert.True(times.Contains(w.Range.From) && times.Contains(w.Range.To - series.Interval.Milliseconds), "A window begins or ends with a stored candle."));
            }
        }, iter: 200);

    /// <summary>Finds the best plan by trying every way to cut the missing candles into consecutive windows.</summary>
    [Fact]
    public void Holes_share_windows_at_the_lowest_possible_price() =>
        Gen.Select(Gen.Int[0, 45].Array[1, 11], Gen.Int[4, 10], Gen.Int[1, 3], Gen.Int[1, 4]).Sample((indexes, pageSize, shortest, dearer) =>
        {
            var costs = PageCosts.Of(pageSize, n => n <= shortest ? 1 : n < pageSize ? 1 + dearer : 1 + (2 * dearer));
            int[] missing = [.. indexes.Distinct().Order()];
            var step = Series[0].Interval.Milliseconds;
            var ranges = TimeRanges.Union(missing.Select(i => new TimeRange(End + (i * step), End + ((i + 1) * step))));
            if (ranges.Any(r => r.Count(Series[0].Interval) > 2 * pageSize))
                return;

            var pages = BackfillPlanner.Pages(new Dictionary<SeriesKey, ImmutableArray<TimeRange>> { [Series[0]] = ranges }, _ => costs);

            var price = pages.Sum(p => PriceOf(p.Candles));
            var least = new int[missing.Length + 1];
            for (var to = 1; to <= missing.Length; to++)
            {
                least[to] = int.MaxValue;
                for (var from = 0; from < to; from++)
                {
                    if (missing[to - 1] - missing[from] + 1 is var span && span <= pageSize)
                        least[to] = Math.Min(least[to], least[from] + PriceOf(span));
                }
            }

            Assert.Equal(least[^1], price);

            int PriceOf(long candles) => costs.Levels.First(l => l.Candles >= candles).Price;
        }, iter: 2_000);

    [Theory]
    [InlineData(Exchange.Binance, 2, 28_800, 29, 145)]
    [InlineData(Exchange.Bybit, 2, 28_800, 29, 29)]
    [InlineData(Exchange.Bitget, 2, 28_800, 144, 144)]
    [InlineData(Exchange.Binance, 7, 4_179, 5, 22)]
    [InlineData(Exchange.Bybit, 7, 4_179, 5, 5)]
    [InlineData(Exchange.Bitget, 7, 4_179, 21, 21)]
    public void Many_small_holes_cost_about_as_many_requests_as_pages_that_hold_them(Exchange exchange, int every, int candles, int requests, int cost)
    {
        var series = new SeriesKey(new Instrument(exchange, "BTCUSDT"), Interval.M1);
        var step = Interval.M1.Milliseconds;
        ImmutableArray<TimeRange> holes = [.. Enumerable.Range(0, candles / every).Select(i => new TimeRange(End + (i * every * step), End + (((i * every) + 1) * step)))];
        var client = ClientOf(exchange);

        var pages = BackfillPlanner.Pages(new Dictionary<SeriesKey, ImmutableArray<TimeRange>> { [series] = holes }, i => PageCosts.Of(client, i));
        var plan = BackfillPlanner.Plan(pages, client);

        Assert.Equal((requests, cost, candles / every), (plan.Requests, plan.Cost, plan.Candles));
    }

    [Fact]
    public void Holes_that_are_far_apart_are_requested_separately_if_that_costs_less_weight()
    {
        var series = Series[0];
        var step = series.Interval.Milliseconds;
        ImmutableArray<TimeRange> holes = [new(End, End + step), new(End + (900 * step), End + (901 * step))];
        var pages = BackfillPlanner.Pages(new Dictionary<SeriesKey, ImmutableArray<TimeRange>> { [series] = holes }, i => PageCosts.Of(ClientOf(Exchange.Binance), i));
        Assert.Equal((2, 2), (BackfillPlanner.Plan(pages, ClientOf(Exchange.Binance)).Requests, BackfillPlanner.Plan(pages, ClientOf(Exchange.Binance)).Cost));
    }

    [Fact]
    public void The_windows_of_a_series_are_requested_newest_first() =>
        Missing.Sample(missing =>
        {
            foreach (var series in BackfillPlanner.Pages(missing, _ => PageCosts.Of(7, _ => 1)).GroupBy(p => p.Series))
                Assert.Equal(series.OrderByDescending(p => p.Range.From), series);
        }, iter: 200);

    [Fact]
    public void After_any_number_of_requests_the_progress_of_two_series_differs_by_at_most_one_request() =>
        Missing.Sample(missing =>
        {
            var pages = BackfillPlanner.Pages(missing, _ => PageCosts.Of(7, _ => 1));
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
    public void The_expected_time_is_the_least_that_the_limits_allow()
    {
        Assert.Equal(TimeSpan.Zero, PlanOf(Exchange.Binance, 730).ExpectedTime);
        Assert.Equal(TimeSpan.Zero, PlanOf(Exchange.Bybit, 730).ExpectedTime);
        Assert.InRange(PlanOf(Exchange.Bitget, 730).ExpectedTime.TotalSeconds, 70, 73);
    }

    private BackfillPlan PlanOf(Exchange exchange, int days)
    {
        var client = ClientOf(exchange);
        var series = new CryptoFlowOptions().CollectionPlan().For(exchange)!.Series;
        var history = new TimeRange(End - (long)TimeSpan.FromDays(days).TotalMilliseconds, End);
        var pages = BackfillPlanner.Pages(series.ToDictionary(s => s, _ => ImmutableArray.Create(history)), i => PageCosts.Of(client, i));
        return BackfillPlanner.Plan(pages, client);
    }

    private IExchangeClient ClientOf(Exchange exchange) =>
        ExchangeClients.Create(exchange, new Uri("http://127.0.0.1:1"), _time, NullLoggerFactory.Instance);

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
