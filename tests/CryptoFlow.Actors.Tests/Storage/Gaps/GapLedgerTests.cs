using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Gaps;

/// <summary>The life of a ledger row, step by step.</summary>
public sealed class GapLedgerTests
{
    private static readonly TimeRange Whole = Range(Btc15, 0, 20);

    private readonly TestLedger _ledger = new(Btc15);

    [Fact]
    public void A_hole_is_open_then_repairing_then_asked_for_then_confirmed_missing()
    {
        long[] stored = Without(5, 8);
        var hole = Range(Btc15, 5, 8);

        _ledger.Search(Whole, stored, at: 1);
        AssertRow(new GapRecord(0, Btc15, hole, GapVerdict.Open, 0, false, 1, null, null, null));

        _ledger.Search(Whole, stored, repairing: true, at: 2);
        AssertRow(new GapRecord(0, Btc15, hole, GapVerdict.Repairing, 0, false, 1, null, null, null));

        _ledger.Search(Whole, stored, asked: [Whole], at: 3);
        AssertRow(new GapRecord(0, Btc15, hole, GapVerdict.Open, 1, false, 1, 3, 3 + Minutes(5), null));

        var second = 3 + Minutes(5);
        _ledger.Search(Whole, stored, asked: [Whole], at: second);
        AssertRow(new GapRecord(0, Btc15, hole, GapVerdict.Open, 2, false, 1, second, second + Minutes(10), null));

        var third = second + Minutes(10);
        _ledger.Search(Whole, stored, asked: [Whole], at: third);
        AssertRow(new GapRecord(0, Btc15, hole, GapVerdict.ConfirmedMissing, 3, false, 1, third, third + Days(1), third));

        Assert.True(_ledger.Search(Whole, stored, repairing: true, at: third + Days(2)).IsEmpty);
    }

    [Fact]
    public void A_confirmed_range_is_requested_again_after_a_day_a_week_and_each_month_and_stays_confirmed()
    {
        var confirmed = Confirm(Without(5, 8));
        long[] waits = [1, 7, 30, 30];
        for (var ask = 1; ask < waits.Length; ask++)
        {
            var due = _ledger.Unfilled.Single().NextAskAt!.Value;
            Assert.Equal(Days(waits[ask - 1]), due - _ledger.Unfilled.Single().LastAskedAt);

            _ledger.Search(Whole, Without(5, 8), asked: [Whole], at: due);

            AssertRow(new GapRecord(0, Btc15, Range(Btc15, 5, 8), GapVerdict.ConfirmedMissing, 3 + ask, false, 0, due, due + Days(waits[ask]), confirmed));
        }
    }

    [Fact]
    public void An_answer_before_a_row_is_due_counts_no_ask()
    {
        _ledger.Search(Whole, Without(5, 8), asked: [Whole], at: 0);
        for (var at = 1; at < 10; at++)
            _ledger.Search(Whole, Without(5, 8), asked: [Whole], at: at);
        AssertRow(new GapRecord(0, Btc15, Range(Btc15, 5, 8), GapVerdict.Open, 1, false, 0, 9, Minutes(5), null));
    }

    [Fact]
    public void A_row_that_cannot_be_read_is_never_confirmed_missing_and_is_requested_less_and_less_often()
    {
        var broken = new UnreadableCandle(Time(Btc15, 6), "column 1 is not a number");
        var at = 0L;
        for (var ask = 1; ask <= 12; ask++)
        {
            _ledger.Search(Whole, Without(6, 7), asked: [Whole], at: at, unreadable: broken);
            var row = _ledger.Unfilled.Single();
            Assert.Equal((GapVerdict.Unreadable, ask, broken.Reason, TestLedger.Policy.NextAsk(at, ask)), (row.Verdict, row.Asks, row.Reason!, row.NextAskAt!.Value));
            at = row.NextAskAt.Value;
        }

        _ledger.Search(Whole, Without(), at: at);
        Assert.Equal((GapVerdict.Filled, null), (_ledger.Filled.Single().Verdict, _ledger.Filled.Single().Reason));
    }

    [Fact]
    public void When_the_exchange_sends_an_unreadable_row_no_longer_the_asks_are_counted_from_1()
    {
        var broken = new UnreadableCandle(Time(Btc15, 6), "high below low");
        for (var ask = 0; ask < 5; ask++)
            _ledger.Search(Whole, Without(6, 7), asked: [Whole], at: ask * Days(2), unreadable: broken);

        _ledger.Search(Whole, Without(6, 7), asked: [Whole], at: Days(9));

        AssertRow(new GapRecord(0, Btc15, Range(Btc15, 6, 7), GapVerdict.Open, 1, false, 0, Days(9), Days(9) + Minutes(5), null));
    }

    [Fact]
    public void A_confirmed_range_becomes_unreadable_when_the_exchange_sends_a_row_that_cannot_be_read()
    {
        Confirm(Without(5, 8));
        _ledger.Search(Whole, Without(5, 8), asked: [Whole], at: Days(3), unreadable: new UnreadableCandle(Time(Btc15, 6), "high below low"));
        Assert.Equal(
            [(GapVerdict.ConfirmedMissing, 4), (GapVerdict.Unreadable, 1), (GapVerdict.ConfirmedMissing, 4)],
            _ledger.Unfilled.Select(r => (r.Verdict, r.Asks)));
    }

    [Fact]
    public void A_row_that_is_not_due_yet_is_not_marked_as_being_repaired()
    {
        _ledger.Search(Whole, Without(5, 8), asked: [Whole], at: 0);

        _ledger.Search(Whole, Without(5, 8), repairing: true, at: Minutes(5) - 1);
        Assert.Equal(GapVerdict.Open, _ledger.Unfilled.Single().Verdict);

        _ledger.Search(Whole, Without(5, 8), repairing: true, at: Minutes(5));
        Assert.Equal(GapVerdict.Repairing, _ledger.Unfilled.Single().Verdict);
    }

    [Fact]
    public void A_run_that_ends_without_an_answer_leaves_the_row_open()
    {
        _ledger.Search(Whole, Without(5, 8), repairing: true);
        _ledger.Search(Whole, Without(5, 8));
        Assert.Equal((GapVerdict.Open, 0), (_ledger.Unfilled.Single().Verdict, _ledger.Unfilled.Single().Asks));
    }

    [Fact]
    public void A_partly_stored_hole_is_partly_filled()
    {
        _ledger.Search(Whole, Without(5, 8), at: 1);

        _ledger.Search(Whole, Without(7, 8), at: 9);

        Assert.Equal(Range(Btc15, 7, 8), _ledger.Unfilled.Single().Range);
        var filled = _ledger.Filled.Single();
        Assert.Equal((Range(Btc15, 5, 7), 1L, 9L), (filled.Range, filled.FoundAt, filled.ResolvedAt));
    }

    [Fact]
    public void A_confirmed_range_is_filled_when_its_candles_are_stored()
    {
        Confirm(Without(5, 8));

        _ledger.Search(Whole, Without(), at: Days(9));

        Assert.Empty(_ledger.Unfilled);
        Assert.Equal((GapVerdict.Filled, Days(9), 3), (_ledger.Filled.Single().Verdict, _ledger.Filled.Single().ResolvedAt, _ledger.Filled.Single().Asks));
    }

    [Fact]
    public void Only_the_part_that_was_asked_for_counts_an_ask()
    {
        _ledger.Search(Whole, Without(5, 9), asked: [Range(Btc15, 0, 7)]);
        Assert.Equal(
            [(Range(Btc15, 5, 7), 1), (Range(Btc15, 7, 9), 0)],
            _ledger.Unfilled.Select(r => (r.Range, r.Asks)));
    }

    [Fact]
    public void A_row_outside_of_the_search_stays_as_it_is()
    {
        _ledger.Search(Whole, Without(2, 4), asked: [Whole], at: 1);
        var before = _ledger.Unfilled.Single();

        _ledger.Search(Range(Btc15, 10, 20), Without(12, 14), at: 2);

        Assert.Equal(before, _ledger.Unfilled[0]);
        Assert.Equal(Range(Btc15, 12, 14), _ledger.Unfilled[1].Range);
    }

    [Fact]
    public void A_gap_before_the_oldest_candle_is_before_listing_once_the_exchange_was_asked()
    {
        _ledger.Search(Whole, Without(0, 6), oldestStored: Time(Btc15, 6));
        Assert.False(_ledger.Unfilled.Single().BeforeListing);

        _ledger.Search(Whole, Without(0, 6), asked: [Whole], oldestStored: Time(Btc15, 6));
        Assert.True(_ledger.Unfilled.Single().BeforeListing);
    }

    [Fact]
    public void A_hole_inside_a_series_or_of_an_empty_series_is_not_before_listing()
    {
        _ledger.Search(Whole, Without(3, 6), asked: [Whole], oldestStored: Time(Btc15, 0));
        Assert.False(_ledger.Unfilled.Single().BeforeListing);

        var empty = new TestLedger(Btc15);
        empty.Search(Whole, [], asked: [Whole], oldestStored: null);
        Assert.False(empty.Unfilled.Single().BeforeListing);
    }

    [Fact]
    public void When_older_candles_arrive_the_hole_after_them_is_no_longer_before_listing()
    {
        _ledger.Search(Whole, Without(0, 6), asked: [Whole], oldestStored: Time(Btc15, 6));

        _ledger.Search(Whole, [Time(Btc15, 0), .. Without(0, 6)], oldestStored: Time(Btc15, 0));

        Assert.Equal((Range(Btc15, 1, 6), false), (_ledger.Unfilled.Single().Range, _ledger.Unfilled.Single().BeforeListing));
    }

    /// <summary>Asks three times, each time when the row is due. Returns the time of the last ask.</summary>
    private long Confirm(long[] stored)
    {
        foreach (var at in (long[])[0, Minutes(5), Minutes(15)])
            _ledger.Search(Whole, stored, asked: [Whole], at: at);
        Assert.Equal(GapVerdict.ConfirmedMissing, _ledger.Unfilled.Single().Verdict);
        return Minutes(15);
    }

    private static long Days(long days) => days * 86_400_000L;

    private void AssertRow(GapRecord expected) => Assert.Equal(expected, _ledger.Unfilled.Single() with { Id = 0 });

    private static long[] Without(int from = 0, int to = 0) =>
        [.. Enumerable.Range(0, 20).Where(i => i < from || i >= to).Select(i => Time(Btc15, i))];

    private static long Minutes(int minutes) => minutes * 60_000L;
}
