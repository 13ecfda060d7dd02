using System.Collections.Immutable;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Backtesting;

namespace CryptoFlow.Trading;

/// <summary>Positions pay and receive funding, with equal results in one run, after a restart and in a backtest.</summary>
public sealed class FundingChargesTests
{
    private const long Minute = 60_000;
    private const long Quarter = 15 * Minute;
    private const long Hour = 60 * Minute;

    /// <summary>A midnight, ms UTC.</summary>
    private const long Day = 1_704_067_200_000;

    private static readonly Instrument Btc = new(Exchange.Binance, "BTCUSDT");
    private static readonly MoneyRules Charging = new() { ChargeFunding = true };

    /// <summary>Opens at 101 and closes at 100, for half a day.</summary>
    private static readonly ImmutableArray<Candle> Candles =
        [.. Enumerable.Range(0, 48).Select(i => new Candle(Day + (i * Quarter), 101, 102, 99, 100, 1, 0, 0, 0, 0))];

    /// <summary>A position of 1500 (1.5 % of 10,000 at a stop 10 % away) at a price of 100.</summary>
    private const double Notional = 1_500;

    [Theory]
    [InlineData(TradeDirection.Long, 1)]
    [InlineData(TradeDirection.Short, -1)]
    public void A_long_position_pays_a_positive_rate_by_the_mark_price_or_the_price_of_the_candle(TradeDirection direction, int sign)
    {
        // Entered at the close of the candle of 00:00, closed on the candle of 03:00.
        var trade = Assert.Single(Trades(new ScriptedStrategy(Day, direction, enterAt: 0, held: 12), [new(Day + Hour, 0.001, 110), new(Day + (2 * Hour), -0.0005, null)]));

        var paid = sign * Notional * ((1.1 * 0.001) + (1.01 * -0.0005));
        Assert.Equal(trade.Gross - trade.Fees - paid, trade.Net, 9);
        Assert.Equal(10_000 + trade.Net, trade.CapitalAfter, 9);
    }

    [Fact]
    public void A_settlement_at_the_entry_is_not_paid_and_one_at_the_open_of_the_last_candle_is()
    {
        // Entered at the close of the candle of 00:45, which is 01:00, and closed on the candle of 03:00.
        var strategy = new ScriptedStrategy(Day, TradeDirection.Long, enterAt: 3, held: 9);

        var none = Assert.Single(Trades(strategy, [new(Day + Hour, 0.01, 100), new(Day + (4 * Hour), 0.01, 100)]));
        var last = Assert.Single(Trades(strategy, [new(Day + (3 * Hour), 0.01, 100)]));

        Assert.Equal(none.Gross - none.Fees, none.Net);
        Assert.Equal(last.Gross - last.Fees - (Notional * 0.01), last.Net, 9);
    }

    [Fact]
    public void After_the_first_target_the_closed_part_pays_no_funding()
    {
        // The target of 101.5 is touched by the first candle after the entry.
        var trade = Assert.Single(Trades(new ScriptedStrategy(Day, TradeDirection.Long, enterAt: 0, held: 12, target: 101.5), [new(Day + Hour, 0.001, 100)]));

        Assert.True(trade.Tp1Hit);
        Assert.Equal(trade.Gross - trade.Fees - (Notional * 0.5 * 0.001), trade.Net, 9);
    }

    [Fact]
    public void Without_the_option_or_without_a_position_no_rate_is_needed()
    {
        var off = new SessionFeed(new ScriptedStrategy(Day, TradeDirection.Long, 0, 12), new MoneyRules(), Day);
        var idle = new SessionFeed(new ScriptedStrategy(Day, TradeDirection.Long, enterAt: 40, held: 2), Charging, Day);
        foreach (var candle in Candles[..20])
        {
            Assert.Null(off.FundingWanted(in candle));
            Assert.Null(idle.FundingWanted(in candle));
            off.AddTraded(in candle);
            idle.AddTraded(in candle);
        }
    }

    [Fact]
    public void Each_hour_since_the_entry_needs_its_rate_once()
    {
        var feed = new SessionFeed(new ScriptedStrategy(Day, TradeDirection.Long, enterAt: 1, held: 40), Charging, Day);
        var wanted = new List<TimeRange>();
        foreach (var candle in Candles[..10])
        {
            if (feed.FundingWanted(in candle) is { } range)
            {
                wanted.Add(range);
                feed.AddFunding(range, []);
            }

            feed.AddTraded(in candle);
        }

        Assert.Equal([new TimeRange(Day + (2 * Quarter) + 1, Day + Hour + 1), new TimeRange(Day + Hour + 1, Day + (2 * Hour) + 1)], wanted);
    }

    [Fact]
    public void A_restart_in_the_middle_of_a_position_gives_the_same_trade()
    {
        ImmutableArray<FundingRate> rates = [.. Enumerable.Range(1, 8).Select(h => new FundingRate(Day + (h * Hour), 0.0001 * h, h % 2 == 0 ? null : 100 + h))];
        var strategy = new ScriptedStrategy(Day, TradeDirection.Short, enterAt: 2, held: 20);
        var whole = Assert.Single(Trades(strategy, rates));

        for (var stop = 3; stop < 22; stop++)
        {
            var first = new SessionFeed(strategy, Charging, Day);
            _ = Run(first, Candles[..stop], rates);
            var second = new SessionFeed(strategy, Charging, Day, first.Session.State);

            Assert.Equal(whole, Assert.Single(Run(second, Candles, rates)));
        }
    }

    [Fact]
    public void A_backtest_charges_the_same_and_needs_the_rates()
    {
        ImmutableArray<FundingRate> rates = [.. Enumerable.Range(1, 11).Select(h => new FundingRate(Day + (h * Hour), 0.0002, 100))];
        var complete = new TimeRange(Day, Day + (12 * Hour));

        var paid = FundingPart.Of(Day, new(Btc, rates, false, complete));
        Assert.True(paid.Proves(new TimeRange(Day + 1, Day + (12 * Hour))));
        Assert.False(paid.Proves(new TimeRange(Day + 1, Day + (12 * Hour) + 1)));
        Assert.Equal(FundingPart.None, FundingPart.Of(Day - 1, new(Btc, rates, false, complete)));
        Assert.Equal(FundingPart.None, FundingPart.Of(Day, new(Btc, rates, false, null)));
        Assert.Equal(new TimeRange(Day, rates[^1].Time + 1), FundingPart.Of(Day, new(Btc, rates, true, complete)).Proven);

        var source = new ListSource(Candles, []) { Funding = rates, Complete = complete };
        var run = new BacktestRun(new ScriptedStrategy(Day, TradeDirection.Long, 0, 12), Charging);
        var funding = new BacktestFunding(Btc, source);
        foreach (var candle in Candles)
        {
            funding.AddTo(run, in candle, default);
            run.Add(in candle);
        }

        Assert.Equal(Trades(new ScriptedStrategy(Day, TradeDirection.Long, 0, 12), rates), run.Result(new BacktestRequest(Btc, "x", null, null)).Trades.AsEnumerable());
        Assert.Equal(1, source.FundingReads);

        var unknown = new BacktestRun(new ScriptedStrategy(Day, TradeDirection.Long, 0, 12), Charging);
        var failure = Assert.Throws<BacktestException>(() =>
        {
            var none = new BacktestFunding(Btc, new ListSource(Candles, []));
            foreach (var candle in Candles)
            {
                none.AddTo(unknown, in candle, default);
                unknown.Add(in candle);
            }
        });
        Assert.Contains("not stored", failure.Message, StringComparison.Ordinal);
    }

    private static List<Trade> Trades(IStrategy strategy, ImmutableArray<FundingRate> rates) => Run(new SessionFeed(strategy, Charging, Day), Candles, rates);

    private static List<Trade> Run(SessionFeed feed, ImmutableArray<Candle> candles, ImmutableArray<FundingRate> rates)
    {
        var trades = new List<Trade>();
        foreach (var candle in candles)
        {
            if (feed.FundingWanted(in candle) is { } wanted)
                feed.AddFunding(wanted, [.. rates.Where(r => wanted.Contains(r.Time))]);
            if (feed.AddTraded(in candle) is { } outcome)
                trades.AddRange(outcome.Closed);
        }

        return trades;
    }
}
