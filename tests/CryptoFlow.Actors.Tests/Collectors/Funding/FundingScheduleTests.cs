using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Collectors.Funding;

/// <summary>When funding rates are requested, and for which times.</summary>
public sealed class FundingScheduleTests
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    /// <summary>A full hour.</summary>
    private const long T = 1_700_006_400_000;

    private static readonly StoredFunding EveryEight = new(new TimeRange(T - (10 * Day), T - (5 * Minute)), T - (8 * Hour), 8 * Hour);

    [Fact]
    public void A_new_contract_is_due_at_once_and_then_after_the_grace_of_the_next_hour()
    {
        Assert.True(FundingSchedule.IsDue(T, null, null, null));
        var quiet = EveryEight with { Newest = T };
        var looked = T + (6 * Minute);
        Assert.False(FundingSchedule.IsDue(T + (59 * Minute), looked, looked, quiet));
        Assert.False(FundingSchedule.IsDue(T + Hour + 9_000, looked, looked, quiet));
        Assert.True(FundingSchedule.IsDue(T + Hour + 10_000, looked, looked, quiet));
    }

    [Fact]
    public void A_second_request_six_minutes_after_the_hour_proves_whether_there_was_a_settlement()
    {
        var quiet = EveryEight with { Newest = T };
        Assert.False(FundingSchedule.IsDue(T + (6 * Minute) - 1, T + Minute, T + Minute, quiet));
        Assert.True(FundingSchedule.IsDue(T + (6 * Minute), T + Minute, T + Minute, quiet));
        Assert.True(FundingSchedule.CompleteOf(new TimeRange(T - Day, T + (7 * Minute)), [], T + (6 * Minute))!.Value.Contains(T));
    }

    [Fact]
    public void A_rate_that_is_due_and_missing_is_requested_each_minute_until_the_hour_is_over()
    {
        var looked = T + 12_000;
        Assert.False(FundingSchedule.IsDue(looked + Minute - 1, looked, looked, EveryEight));
        Assert.True(FundingSchedule.IsDue(looked + Minute, looked, looked, EveryEight));
        Assert.False(FundingSchedule.IsDue(looked + Minute, looked, looked, EveryEight with { Newest = T }));
        Assert.False(FundingSchedule.IsDue(T + Hour + (20 * Minute), T + Hour + (15 * Minute), T + Hour + (15 * Minute), EveryEight)); // The hour is over.
    }

    [Fact]
    public void A_failed_request_for_funding_rates_is_repeated_after_a_minute()
    {
        Assert.False(FundingSchedule.IsDue(T + 59_999, T, null, null));
        Assert.True(FundingSchedule.IsDue(T + Minute, T, null, null));
    }

    [Fact]
    public void A_request_for_new_rates_begins_a_day_before_the_end_of_the_complete_range_and_not_before_the_start()
    {
        Assert.Equal(new TimeRange(T - Day, T + Minute), FundingSchedule.NewRates(T + 1, T - (30 * Day), null));
        Assert.Equal(new TimeRange(T - (4 * Day), T + Minute), FundingSchedule.NewRates(T + 1, T - (30 * Day), new TimeRange(T - (9 * Day), T - (3 * Day))));
        Assert.Equal(new TimeRange(T - Hour, T + Minute), FundingSchedule.NewRates(T + 1, T - Hour, new TimeRange(T - (9 * Day), T - (3 * Day))));
    }

    [Fact]
    public void A_range_is_complete_up_to_five_minutes_ago_because_a_rate_may_be_published_late()
    {
        Assert.Equal(new TimeRange(T - Day, T - (5 * Minute)), FundingSchedule.CompleteOf(new TimeRange(T - Day, T + Minute), [], T + 30_000));
        Assert.Null(FundingSchedule.CompleteOf(new TimeRange(T, T + Minute), [], T));
    }

    /// <summary>A trader that charged the candle's price would later differ from the stored data, which then has the mark price.</summary>
    [Fact]
    public void A_settlement_of_the_last_hour_without_a_mark_price_ends_the_complete_range()
    {
        var asked = new TimeRange(T - Day, T + (7 * Minute));
        FundingRate[] rates = [new(T - Hour, 0, null), new(T, 0, null)];

        Assert.Equal(T, FundingSchedule.CompleteOf(asked, rates, T + (6 * Minute))!.Value.To);
        Assert.Equal(T + Minute, FundingSchedule.CompleteOf(asked, [rates[0], rates[1] with { MarkPrice = 1 }], T + (6 * Minute))!.Value.To);
        Assert.Equal(asked.To, FundingSchedule.CompleteOf(asked, rates, T + Hour + (6 * Minute))!.Value.To);
    }

    [Fact]
    public void The_missing_history_ends_where_the_complete_range_begins()
    {
        Assert.Null(FundingSchedule.History(T - Day, null));
        Assert.Equal(new TimeRange(T - (3 * Day), T - Day), FundingSchedule.History(T - (3 * Day), new TimeRange(T - Day, T)));
        Assert.Null(FundingSchedule.History(T - Day, new TimeRange(T - Day, T)));
        Assert.Equal(ExchangeHistory.FirstDayOf(Exchange.Bybit), FundingSchedule.StartOf(Exchange.Bybit, 3650, T));
    }

    [Fact]
    public void The_interval_is_that_of_the_two_newest_rates()
    {
        var contract = new Instrument(Exchange.Binance, "BTCUSDT");
        Assert.Equal(new StoredFunding(null, null, null), StoredFunding.Of(new ReaderProtocol.FundingRatesRead(contract, [], false, null)));
        Assert.Equal(new StoredFunding(null, T, null) { NewestRate = 0 }, StoredFunding.Of(new ReaderProtocol.FundingRatesRead(contract, [new(T, 0, null)], false, null)));
        Assert.Equal(
            new StoredFunding(new TimeRange(1, 2), T, Hour) { NewestRate = 0.25 },
            StoredFunding.Of(new ReaderProtocol.FundingRatesRead(contract, [new(T - Hour, 0, null), new(T, 0.25, null)], true, new TimeRange(1, 2))));
    }
}
