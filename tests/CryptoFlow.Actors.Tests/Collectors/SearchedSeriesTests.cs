using CryptoFlow.Storage.Gaps;

namespace CryptoFlow.Collectors;

/// <summary>What of the ledger is due, and what never is.</summary>
public sealed class SearchedSeriesTests
{
    private static readonly long Step = Interval.M15.Milliseconds;
    private static readonly SeriesKey Series = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);
    private static readonly TimeRange Searched = new(100 * Step, 200 * Step);

    [Fact]
    public void A_row_outside_of_the_search_is_never_due_so_it_cannot_call_for_a_search_without_end()
    {
        var slidOut = Row(new TimeRange(90 * Step, 99 * Step), nextAskAt: 5);
        var inside = Row(new TimeRange(150 * Step, 151 * Step), nextAskAt: 7);

        Assert.Null(new SearchedSeries(Series, Searched, [slidOut], null).NextDue);
        Assert.Empty(new SearchedSeries(Series, Searched, [slidOut], null).DueAt(now: 1_000));
        Assert.Equal(7, new SearchedSeries(Series, Searched, [slidOut, inside], null).NextDue);
        Assert.Equal(90 * Step, new SearchedSeries(Series, Searched, [slidOut, inside], null).OldestOpen);
    }

    [Fact]
    public void What_was_asked_for_a_moment_ago_is_not_due_and_what_is_confirmed_missing_never_is()
    {
        var later = Row(new TimeRange(110 * Step, 111 * Step), nextAskAt: 2_000);
        var confirmed = Row(new TimeRange(120 * Step, 121 * Step), nextAskAt: null) with { Verdict = GapVerdict.ConfirmedMissing };

        Assert.Empty(new SearchedSeries(Series, Searched, [later, confirmed], null).DueAt(now: 1_999));
        Assert.Equal([later.Range], new SearchedSeries(Series, Searched, [later, confirmed], null).DueAt(now: 2_000).AsEnumerable());
    }

    private static GapRecord Row(TimeRange range, long? nextAskAt) =>
        new(1, Series, range, GapVerdict.Open, 1, BeforeListing: false, FoundAt: 0, LastAskedAt: 0, nextAskAt, ResolvedAt: null);
}
