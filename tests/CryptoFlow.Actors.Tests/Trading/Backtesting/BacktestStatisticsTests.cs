using CryptoFlow.Messages;
using CryptoFlow.Testing;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Strategies;

namespace CryptoFlow.Trading.Backtesting;

/// <summary>The statistics of invented trades. Each value can be checked by hand.</summary>
public sealed class BacktestStatisticsTests
{
    private static readonly Channel Channel = new(100, 104, 2, 2);

    [Fact]
    public void Gross_minus_fees_is_net()
    {
        var statistics = BacktestStatistics.Of(Result(
            Made(ExitReason.Tp2, gross: 100, fees: 20, tp1: true),
            Made(ExitReason.Stop, gross: -150, fees: 20),
            Made(ExitReason.Stop, gross: 10, fees: 20, tp1: true),
            Made(ExitReason.Timeout, gross: 40, fees: 10)));

        Assert.Equal(new TradeSums(4, 2, 0, 70, -70), statistics.All);
        Assert.Equal(0.5, statistics.WinRate);
        Assert.Equal(110.0 / 180, statistics.ProfitFactor);
        Assert.Equal(-17.5, statistics.Expectancy);
        Assert.Equal(0.0008, statistics.FeePct);
        Assert.Equal(
            [
                (ExitReason.Stop, false, new TradeSums(1, 0, -150, 20, -170)),
                (ExitReason.Stop, true, new TradeSums(1, 0, 10, 20, -10)),
                (ExitReason.Tp2, true, new TradeSums(1, 1, 100, 20, 80)),
                (ExitReason.Timeout, false, new TradeSums(1, 1, 40, 10, 30)),
            ],
            statistics.ByExit.Select(g => (g.Reason, g.Tp1Hit, g.Sums)));
    }

    [Fact]
    public void The_longest_losing_run_includes_trades_that_earned_nothing()
    {
        Trade won = Made(ExitReason.Tp2, 10, 1, true), lost = Made(ExitReason.Stop, -10, 1), nothing = Made(ExitReason.Timeout, 1, 1);

        Assert.Equal(3, BacktestStatistics.Of(Result(lost, lost, won, lost, nothing, lost, won, lost)).LongestLosingRun);
        Assert.Equal(0, BacktestStatistics.Of(Result(won, won)).LongestLosingRun);
        Assert.Null(BacktestStatistics.Of(Result(won)).ProfitFactor);
    }

    [Fact]
    public void Without_a_trade_there_are_no_means()
    {
        var statistics = BacktestStatistics.Of(Result());

        Assert.Equal((null, null, null, null, null), (statistics.WinRate, statistics.ProfitFactor, statistics.Expectancy, statistics.MeanGrossPct, statistics.MeanCandlesHeld));
        Assert.Equal(0, statistics.Exposure);
    }

    [Fact]
    public void Exposure_and_buy_and_hold_are_computed_from_the_candles()
    {
        var statistics = BacktestStatistics.Of(Result() with { Candles = 200, CandlesInMarket = 50, Account = Account.Start(10_000).Book(-1_000) });

        Assert.Equal(0.25, statistics.Exposure);
        Assert.Equal(-0.1, statistics.Return, 12);
        Assert.Equal(0.1, statistics.MaxDrawdown, 12);
        Assert.Equal(0.5 - (0.0004 * 2.5), statistics.HoldReturn, 12);
    }

    [Fact]
    public void A_run_counts_the_candles_through_which_a_position_was_held_and_the_fall_of_the_closes()
    {
        var market = RandomMarket.Make(new MarketPlan(3, 24 * 20, 0, 40, 100_000, 0.0025, 0.05, 0, 0));
        var run = new BacktestRun(new StrategyRegistry(new PaperTradingOptions()).Create("NO_ML"), new MoneyRules());
        var held = new HashSet<long>();
        foreach (var candle in market.Lower)
            run.Add(candle);
        var result = run.Result(new BacktestRequest(new Instrument(Exchange.Binance, "BTCUSDT"), "NO_ML", null, null));
        foreach (var (entry, exit) in result.Trades.Select(t => (t.Signal.Time, t.ExitTime)).Concat(result.Open.Select(p => (p.Signal.Time, long.MaxValue))))
            held.UnionWith(market.Lower.Select(c => c.OpenTime).Where(t => t > entry && t <= exit));

        Assert.True(result.Trades.Length > 5);
        Assert.Equal(held.Count, result.CandlesInMarket);
        Assert.Equal(market.Lower.Select((c, i) => 1 - (c.Close / market.Lower.Take(i + 1).Max(b => b.Close))).Max(), result.HoldDrawdown, 12);
        Assert.Equal(20, result.DailyCloses.Length);
        Assert.Equal(market.Lower[95].Close, result.DailyCloses[0].Close);
        Assert.Equal(market.Lower[^1].Close, result.DailyCloses[^1].Close);
    }

    private static Trade Made(ExitReason reason, double gross, double fees, bool tp1 = false)
    {
        var signal = new Signal(0, TradeDirection.Long, "BOUNCE", 100.5, 99.92, 102, 103.792, Channel);
        return new Trade(new Position(signal, 10_000, 4, tp1 ? 900_000 : null), 3_600_000, 100, reason, gross / 10_000, gross, fees, gross - fees, 10_000);
    }

    private static BacktestResult Result(params Trade[] trades) => new(
        new BacktestRequest(new Instrument(Exchange.Binance, "BTCUSDT"), "NO_ML", null, null),
        "Channel bounce", Interval.M15, new MoneyRules(), At(0, 100), At(900_000, 150), 2, 0, 0, [], [.. trades], [], Account.Start(10_000), [], 0);

    private static Candle At(long time, double close) => new(time, close, close, close, close, 1, 0, 0, 0, 0);
}
