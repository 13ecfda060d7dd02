using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Gaps;

/// <summary>The life of a row, told step by step.</summary>
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

        _ledger.Search(Whole, stored, asked: [Whole], at: 4);
        AssertRow(new GapRecord(0, Btc15, hole, GapVerdict.Open, 2, false, 1, 4, 4 + Minutes(10), null));

        _ledger.Search(Whole, stored, asked: [Whole], at: 5);
        AssertRow(new GapRecord(0, Btc15, hole, GapVerdict.ConfirmedMissing, 3, false, 1, 5, null, 5));

        Assert.True(_ledger.Search(Whole, stored, asked: [Whole], repairing: true, at: 6).IsEmpty);
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
    public void A_hole_that_is_stored_in_part_is_filled_in_part()
    {
        _ledger.Search(Whole, Without(5, 8), at: 1);

        _ledger.Search(Whole, Without(7, 8), at: 9);

        Assert.Equal(Range(Btc15, 7, 8), _ledger.Unfilled.Single().Range);
        var filled = _ledger.Filled.Single();
        Assert.Equal((Range(Btc15, 5, 7), 1L, 9L), (filled.Range, filled.FoundAt, filled.ResolvedAt));
    }

    [Fact]
    public void What_was_confirmed_missing_is_filled_when_it_is_stored_after_all()
    {
        for (var ask = 0; ask < 3; ask++)
            _ledger.Search(Whole, Without(5, 8), asked: [Whole]);

        _ledger.Search(Whole, Without(), at: 9);

        Assert.Empty(_ledger.Unfilled);
        Assert.Equal((GapVerdict.Filled, 9L, 3), (_ledger.Filled.Single().Verdict, _ledger.Filled.Single().ResolvedAt, _ledger.Filled.Single().Asks));
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
    public void What_is_missing_before_the_oldest_candle_is_told_so_once_the_exchange_was_asked()
    {
        _ledger.Search(Whole, Without(0, 6), oldestStored: Time(Btc15, 6));
        Assert.False(_ledger.Unfilled.Single().BeforeListing);

        _ledger.Search(Whole, Without(0, 6), asked: [Whole], oldestStored: Time(Btc15, 6));
        Assert.True(_ledger.Unfilled.Single().BeforeListing);
    }

    [Fact]
    public void A_hole_inside_of_a_series_or_of_an_empty_one_is_not_before_its_beginning()
    {
        _ledger.Search(Whole, Without(3, 6), asked: [Whole], oldestStored: Time(Btc15, 0));
        Assert.False(_ledger.Unfilled.Single().BeforeListing);

        var empty = new TestLedger(Btc15);
        empty.Search(Whole, [], asked: [Whole], oldestStored: null);
        Assert.False(empty.Unfilled.Single().BeforeListing);
    }

    [Fact]
    public void When_older_candles_arrive_the_hole_after_them_is_no_longer_before_the_beginning()
    {
        _ledger.Search(Whole, Without(0, 6), asked: [Whole], oldestStored: Time(Btc15, 6));

        _ledger.Search(Whole, [Time(Btc15, 0), .. Without(0, 6)], oldestStored: Time(Btc15, 0));

        Assert.Equal((Range(Btc15, 1, 6), false), (_ledger.Unfilled.Single().Range, _ledger.Unfilled.Single().BeforeListing));
    }

    private void AssertRow(GapRecord expected) => Assert.Equal(expected, _ledger.Unfilled.Single() with { Id = 0 });

    private static long[] Without(int from = 0, int to = 0) =>
        [.. Enumerable.Range(0, 20).Where(i => i < from || i >= to).Select(i => Time(Btc15, i))];

    private static long Minutes(int minutes) => minutes * 60_000L;
}
