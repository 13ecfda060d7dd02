using CryptoFlow.Storage.Gaps;

namespace CryptoFlow.Collectors;

/// <summary>Which rows of the gap ledger are due, and which never are.</summary>
public sealed class SearchedSeriesTests
{
    private static readonly long Step = Interval.M15.Milliseconds;
    private static readonly SeriesKey Series = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);
    private static readonly TimeRange Searched = new(100 * Step, 200 * Step);

    [Fact]
    public void A_range_that_was_just_requested_is_not_due_and_a_confirmed_missing_range_uses_spare_budget()
    {
        var later = Row(new TimeRange(110 * Step, 111 * Step), nextAskAt: 2_000);
        var confirmed = Row(new TimeRange(120 * Step, 121 * Step), nextAskAt: 3_000) with { Verdict = GapVerdict.ConfirmedMissing };
        var searched = new SearchedSeries(Series, Searched, [later, confirmed], null);

        Assert.Empty(searched.ToAsk(now: 1_999, byUser: false));
        Assert.Equal([later.Range], searched.ToAsk(now: 5_000, byUser: false).AsEnumerable());
        Assert.Empty(searched.ToConfirmAgain(now: 2_999));
        Assert.Equal([confirmed.Range], searched.ToConfirmAgain(now: 3_000).AsEnumerable());
        Assert.Equal(2_000, searched.NextDue);
    }

    [Fact]
    public void A_users_run_requests_all_missing_candles_also_confirmed_ones()
    {
        var later = Row(new TimeRange(110 * Step, 111 * Step), nextAskAt: 2_000);
        var confirmed = Row(new TimeRange(111 * Step, 121 * Step), nextAskAt: 3_000) with { Verdict = GapVerdict.ConfirmedMissing };
        var unreadable = Row(new TimeRange(130 * Step, 131 * Step), nextAskAt: 3_000) with { Verdict = GapVerdict.Unreadable };
        Assert.Equal(
            [new TimeRange(110 * Step, 121 * Step), unreadable.Range],
            new SearchedSeries(Series, Searched, [later, confirmed, unreadable], null).ToAsk(now: 0, byUser: true).AsEnumerable());
    }

    [Fact]
    public void Confirmed_missing_candles_alone_start_no_search()
    {
        var confirmed = Row(new TimeRange(120 * Step, 121 * Step), nextAskAt: 5) with { Verdict = GapVerdict.ConfirmedMissing };
        Assert.Null(new SearchedSeries(Series, Searched, [confirmed], null).NextDue);
    }

    private static GapRecord Row(TimeRange range, long? nextAskAt) =>
        new(1, Series, range, GapVerdict.Open, 1, BeforeListing: false, FoundAt: 0, LastAskedAt: 0, nextAskAt, ResolvedAt: null);
}
