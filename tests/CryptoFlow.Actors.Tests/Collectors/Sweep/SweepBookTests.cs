using CryptoFlow.Storage.Candles;
using CsCheck;

namespace CryptoFlow.Collectors.Sweep;

/// <summary>When the sweep compares which page. The tests set the time.</summary>
public sealed class SweepBookTests
{
    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;
    private const long PollMs = 60_000;
    private const long Start = 1_750_000_000_000 / Day * Day;

    private static readonly SweepRules Daily = new(TimeSpan.FromHours(24));
    private static readonly SeriesKey Btc15 = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);
    private static readonly SeriesKey Eth1 = new(new Instrument(Exchange.Binance, "ETHUSDT"), Interval.M1);
    private static readonly SeriesKey BtcDay = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.D1);

    [Fact]
    public void Every_page_is_compared_within_its_period_for_any_earlier_comparisons() =>
        Gen.Select(Gen.Int[0, 1], Gen.Long[0, 3 * Day], Gen.Bool.Array[40]).Sample((kind, off, compared) =>
        {
            var series = kind == 0 ? Btc15 : Eth1;
            var book = NewBook(series, daysStored: 30, compared);
            var now = Start + off;
            var last = new Dictionary<long, (long At, double Period)>();
            var late = new List<string>();

            // A page that was not compared for days is compared within one period after the start.
            for (var end = now + (2 * Day); now < end; now += PollMs)
            {
                foreach (var page in book.Look([series], now))
                {
                    var from = book.GridPageOf(page).From;
                    var since = last.TryGetValue(from, out var before) ? before.At : Start + off;
                    var period = Daily.PeriodOf(page.Range.To, now);

                    // A page that is no longer recent had the shorter period until now. A new page counts from its first candle.
                    if (now - Math.Max(since, page.Range.From) > Math.Max(period, before.Period) + PollMs)
                        late.Add($"the page of {from} waited {(now - since) / 60_000} minutes");
                    last[from] = (now, period);
                    book.Compared(page, now);
                }
            }

            Assert.Empty(late);
            Assert.True(last.Values.All(l => now - l.At <= l.Period + PollMs || l.Period < Day));
        }, iter: 30);

    [Fact]
    public void A_page_that_retention_has_removed_since_is_not_compared_and_does_not_count()
    {
        var book = new SweepBook(Daily, _ => 1_000, (_, now) => now - (10 * Day));
        book.Load([new SeriesComparisons(Btc15, Start - (60 * Day), [])]);
        book.Look([Btc15], Start);

        var pages = book.Look([Btc15], Start + (30 * Day));

        Assert.NotEmpty(pages);
        Assert.All(pages, p => Assert.True(p.Range.From >= Start + (20 * Day)));
        Assert.Equal(10 * 96, book.Verification([Btc15], Start + (30 * Day))[Btc15].Candles);
    }

    [Fact]
    public void The_newest_pages_are_compared_first_all_series_side_by_side()
    {
        var book = new SweepBook(Daily, _ => 1_000);
        book.Load([new SeriesComparisons(Btc15, Start - (60 * Day), []), new SeriesComparisons(Eth1, Start - (5 * Day), [])]);
        book.Look([Btc15, Eth1], Start);

        var order = book.Look([Btc15, Eth1], Start + Day).Select(p => p.Range.To).ToList();

        Assert.Equal(order.OrderDescending(), order);
        Assert.Equal(Start + Day, order[0]);
        Assert.Equal(Start + Day, order[1]);
    }

    [Fact]
    public void The_first_comparison_of_a_long_history_is_spread_over_a_quarter_of_the_period()
    {
        var book = new SweepBook(Daily, _ => 1_000);
        book.Load([new SeriesComparisons(Btc15, Start - (1_000 * Day), [])]);
        var most = 0;
        var done = new HashSet<long>();
        for (var now = Start; now < Start + (6 * Hour) + PollMs; now += PollMs)
        {
            var pages = book.Look([Btc15], now);
            most = Math.Max(most, pages.Length);
            foreach (var page in pages)
            {
                done.Add(book.GridPageOf(page).From);
                book.Compared(page, now);
            }
        }

        Assert.InRange(most, 1, 2);
        Assert.Equal(0, book.Verification([Btc15], Start + (6 * Hour))[Btc15].NeverCompared);
        Assert.InRange(done.Count, 96, 98);
    }

    [Fact]
    public void After_a_restart_recorded_comparisons_count_except_those_in_the_future_or_of_another_page_size()
    {
        var page = 1_000 * Interval.M15.Milliseconds;
        var first = (Start - (60 * Day)) / page * page;
        var book = new SweepBook(Daily, _ => 1_000);
        book.Load([new SeriesComparisons(Btc15, first,
        [
            new PageComparison(new TimeRange(first, first + page), Start - Hour),
            new PageComparison(new TimeRange(first + page, first + (2 * page)), Start + (90 * Day)),
            new PageComparison(new TimeRange(first + (2 * page), first + (2 * page) + (page / 5)), Start - Hour),
        ])]);
        book.Look([Btc15], Start);

        var due = book.Look([Btc15], Start + (2 * Hour)).Select(p => p.Range.From).ToList();
        due.AddRange(book.Look([Btc15], Start + Day - (6 * Hour) - Hour - 1).Select(p => p.Range.From));

        Assert.DoesNotContain(first, due);
        Assert.Contains(first + page, due);
        Assert.Contains(first + (2 * page), due);
    }

    [Fact]
    public void A_request_begins_with_the_oldest_stored_candle_and_ends_with_the_newest_closed_one()
    {
        var oldest = Start - (3 * Day) - (7 * Interval.M15.Milliseconds);
        var book = new SweepBook(Daily, _ => 1_000);
        book.Load([new SeriesComparisons(Btc15, oldest, []), new SeriesComparisons(BtcDay, null, [])]);
        book.Look([Btc15, BtcDay], Start);

        var asked = book.Look([Btc15, BtcDay], Start + Hour + 1);

        Assert.Equal(oldest, asked.Min(p => p.Range.From));
        Assert.Equal(Start + Hour, asked.Max(p => p.Range.To));
        Assert.All(asked, p => Assert.InRange(p.Candles, 1, 1_000));
    }

    [Fact]
    public void A_series_whose_request_failed_does_not_delay_the_others()
    {
        var book = new SweepBook(Daily, _ => 1_000);
        book.Load([new SeriesComparisons(Btc15, Start - Day, []), new SeriesComparisons(Eth1, Start - Day, [])]);
        var refused = Assert.Single(book.Look([Btc15, Eth1], Start));
        book.Failed(refused, Start);

        var next = book.Look([Btc15, Eth1], Start + (5 * PollMs));

        Assert.NotEmpty(next);
        Assert.DoesNotContain(next, p => p.Series == refused.Series);
        Assert.Contains(book.Look([Btc15, Eth1], Start + (2 * Hour)), p => p.Series == refused.Series);
    }

    private static SweepBook NewBook(SeriesKey series, int daysStored, bool[] compared)
    {
        var book = new SweepBook(Daily, _ => 1_000);
        var length = 1_000 * series.Interval.Milliseconds;
        var oldest = Start - (daysStored * Day);
        var pages = compared
            .Select((was, i) => (Was: was, From: ((oldest / length) + i) * length))
            .Where(p => p.Was && p.From + length < Start)
            .Select((p, i) => new PageComparison(new TimeRange(p.From, p.From + length), Start - (i * Hour)));
        book.Load([new SeriesComparisons(series, oldest, [.. pages])]);
        return book;
    }
}
