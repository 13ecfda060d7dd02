using CryptoFlow.Testing;
using CryptoFlow.Trading.Strategies;
using CryptoFlow.Trading.Strategies.ChannelBounce;
using CsCheck;

namespace CryptoFlow.Trading.Backtesting;

public sealed class BacktestTests
{
    private const long Day = 86_400_000;
    private const long Quarter = 900_000;

    private static readonly Instrument Bitcoin = new(Exchange.Binance, "BTCUSDT");
    private static readonly StrategyRegistry Strategies = new(new PaperTradingOptions());
    private static readonly BacktestRequest Everything = new(Bitcoin, ChannelBounceStrategy.Name, null, null);
    private static readonly RandomMarket Market = RandomMarket.Make(new MarketPlan(5, 24 * 40, 3, 110_000, 100_000, 0.0025, 0.02, 0, 0.5));

    [SkippableFact]
    public void A_run_without_an_end_covers_the_range_of_the_golden_file()
    {
        var result = Run(Everything, CandleFiles.Read("binance-um/BTCUSDT-15m.csv.gz"), []);

        Assert.Equal((1_756_684_800_000, 1_779_957_000_000), (result.First.OpenTime, result.Last.OpenTime));
        Assert.Equal((761, 31.699102715183656, 0.9968829564461344), (result.Account.Trades, result.Account.Capital, result.Account.MaxDrawdown));
        Assert.Empty(result.Gaps);
        Assert.Empty(result.Open);
    }

    [Fact]
    public void The_page_size_does_not_change_the_result() => Gen.Select(RandomMarkets.Plans(30, 200), Gen.Int[1, 40]).Sample(
        (plan, pageSize) =>
        {
            var market = RandomMarket.Make(plan);
            var request = Everything with { From = 0 };
            var session = new TradingSession(new ChannelBounceStrategy(new()), new MoneyRules());

            var result = Run(request, market.Lower, market.StoredHigher, pageSize);

            Assert.Equal(Replay.Run(session, market.Lower, market.StoredHigher).SelectMany(o => o.Closed), result.Trades);
            Assert.Equal(session.Open, result.Open.AsEnumerable());
            Assert.Equal(session.Account, result.Account);
            Assert.Equal((market.Lower[0], market.Lower[^1], (long)market.Lower.Count), (result.First, result.Last, result.Candles));
            Assert.Equal(market.Lower.Zip(market.Lower.Skip(1)).Where(p => p.Second.OpenTime > p.First.OpenTime + Quarter).Select(p => new TimeRange(p.First.OpenTime + Quarter, p.Second.OpenTime)), result.Gaps);
        },
        iter: 200);

    [Fact]
    public void A_backtest_without_from_begins_at_the_first_whole_day()
    {
        var result = Run(Everything, Market.Lower, Market.StoredHigher);
        Assert.Equal(((Market.Lower[0].OpenTime / Day) + 1) * Day, result.First.OpenTime);

        var whole = RandomMarket.Make(new MarketPlan(5, 100, 0, 40, 400, 0.0025, 0.02, 0, 0));
        Assert.Equal(whole.Lower[0], Run(Everything, whole.Lower, []).First);
    }

    [Fact]
    public void A_backtest_with_bounds_uses_no_candle_before_from_and_none_from_to_on()
    {
        var (from, to) = (Market.Lower[400].OpenTime, Market.Lower[3000].OpenTime);

        var result = Run(Everything with { From = from, To = to }, Market.Lower, Market.StoredHigher);
        var cut = Run(Everything with { From = from }, [.. Market.Lower.Skip(400).Take(2600)], [.. Market.StoredHigher.Where(c => c.OpenTime >= from)]);

        Assert.Equal((from, to - Quarter, 2600L), (result.First.OpenTime, result.Last.OpenTime, result.Candles));
        Assert.Equal(cut.Trades, result.Trades.AsEnumerable());
        Assert.NotEmpty(result.Trades);
    }

    [Fact]
    public void A_range_without_candles_and_an_unknown_series_are_different_failures()
    {
        Assert.Equal(BacktestFailure.UnknownSeries, Fails(Everything, []).Failure);
        Assert.Equal("There are no candles of BINANCE:BTCUSDT 15m.", Fails(Everything, []).Message);
        Assert.Equal(BacktestFailure.EmptyRange, Fails(Everything with { From = Market.Lower[^1].OpenTime + 1 }, Market.Lower).Failure);
        Assert.Equal(BacktestFailure.EmptyRange, Fails(Everything with { To = Market.Lower[0].OpenTime }, Market.Lower).Failure);
        Assert.Equal(BacktestFailure.EmptyRange, Fails(Everything with { From = Market.Lower[9].OpenTime + 1, To = Market.Lower[10].OpenTime }, Market.Lower).Failure);
        Assert.Equal(BacktestFailure.EmptyRange, Fails(Everything, [.. Market.Lower.Take(5)]).Failure);
    }

    [Fact]
    public void Progress_rises_to_one_and_a_cancelled_run_ends_between_two_pages()
    {
        var shares = new List<double>();
        var source = new ListSource(Market.Lower, [], pageSize: 100);
        using var cancelled = new CancellationTokenSource();

        Backtest.Run(Everything, source, Strategies, new MoneyRules(), p => shares.Add(p.Share));
        Assert.Equal(shares.Order(), shares);
        Assert.True(shares.Count > 10 && shares[^1] == 1);

        var again = new ListSource(Market.Lower, [], pageSize: 100);
        Assert.ThrowsAny<OperationCanceledException>(() => Backtest.Run(
            Everything, again, Strategies, new MoneyRules(), p => { if (p.Share > 0.3) cancelled.Cancel(); }, cancelled.Token));
        Assert.InRange(again.Pages, 2, source.Pages / 2);
    }

    private static BacktestException Fails(BacktestRequest request, IReadOnlyList<Candle> lower) =>
        Assert.Throws<BacktestException>(() => Run(request, lower, []));

    private static BacktestResult Run(BacktestRequest request, IReadOnlyList<Candle> lower, IReadOnlyList<Candle> higher, int pageSize = 500) =>
        Backtest.Run(request, new ListSource(lower, higher, pageSize), Strategies, new MoneyRules());
}
