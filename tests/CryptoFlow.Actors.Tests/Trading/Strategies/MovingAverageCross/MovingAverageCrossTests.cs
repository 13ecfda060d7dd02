using CryptoFlow.Testing;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Backtesting;
using CsCheck;
using Xunit.Abstractions;

namespace CryptoFlow.Trading.Strategies.MovingAverageCross;

/// <summary>The second strategy. It has no channel, no target and no context interval, and it exits by orders.</summary>
public sealed class MovingAverageCrossTests(ITestOutputHelper output)
{
    private static readonly MovingAverageCrossOptions Options = new() { Fast = 3, Slow = 8, StopDistance = 0.03 };

    private static readonly MoneyRules Money = new();

    [Fact]
    public void On_any_market_it_trades_each_crossing_and_leaves_at_the_stop_or_at_the_next_crossing()
    {
        var (stops, orders) = (0, 0);
        RandomMarkets.Plans(50, 400).Sample(
            plan =>
            {
                var candles = Hours(plan);

                var (trades, open) = Run(candles);

                var (expected, expectedOpen) = Naive(candles);
                Assert.Equal(expected, trades.Select(t => (t.Signal.Time, t.Signal.Direction, t.ExitTime, t.ExitPrice, t.Reason)));
                Assert.Equal(expectedOpen, open);
                Interlocked.Add(ref stops, trades.Count(t => t.Reason == ExitReason.Stop));
                Interlocked.Add(ref orders, trades.Count(t => t.Reason == ExitReason.Signal));
            },
            iter: 300);
        output.WriteLine($"{stops} stops and {orders} exits by order compared");
        // Usual numbers: 450 to 900 stops, which come in clusters from the few wild markets, and more than 9,000 exits by order.
        Assert.True(stops > 100 && orders > 2_000, "The markets gave too few trades to prove anything.");
    }

    [Fact]
    public void A_session_that_is_restored_at_any_candle_trades_like_a_continuous_session() => Gen.Select(RandomMarkets.Plans(50, 300), Gen.Double[0, 1]).Sample(
        (plan, cut) =>
        {
            var candles = Hours(plan);
            var at = (int)(cut * candles.Count);
            var whole = NewSession();
            var undisturbed = candles.Select(c => whole.OnTradedCandle(c)!).ToList();
            var stopped = NewSession();
            foreach (var candle in candles.Take(at))
                stopped.OnTradedCandle(candle);

            var restored = new TradingSession(new MovingAverageCrossStrategy(Options), Money, stopped.State);
            var rest = candles.Select(c => restored.OnTradedCandle(c)).OfType<CandleOutcome>().ToList();

            Assert.Equal(undisturbed.Skip(at), rest);
            Assert.Equal(whole.Open.AsEnumerable(), restored.Open);
        },
        iter: 300);

    [Fact]
    public void The_audit_finds_no_look_ahead_in_the_moving_average_cross()
    {
        var market = RandomMarket.Make(new MarketPlan(5, 24 * 60, 0, 110_000, 100_000, 0.0025, 0.02, 0, 0));
        var candles = new CandleList([.. Hours(market)], []);

        var report = LookAheadAudit.Run(candles, Interval.H1, list => list.Replay(new MovingAverageCrossStrategy(Options), Money), cuts: 30, seed: 1);

        Assert.True(report.IsClean);
        Assert.True(report.Decisions > 1_000);
    }

    [Fact]
    public void The_audit_finds_a_crossing_that_knows_the_next_close()
    {
        var market = RandomMarket.Make(new MarketPlan(5, 24 * 60, 0, 110_000, 100_000, 0.0025, 0.02, 0, 0));
        var candles = new CandleList([.. Hours(market)], []);

        var report = LookAheadAudit.Run(candles, Interval.H1, list => Cheating(list), cuts: 30, seed: 1);

        Assert.False(report.IsClean);
    }

    /// <summary>Cheats: each candle except the last gets the close of the next candle.</summary>
    private static IEnumerable<CandleOutcome> Cheating(CandleList list)
    {
        var cheated = list.Traded.Select((c, i) => i + 1 < list.Traded.Length ? c with { Close = list.Traded[i + 1].Close } : c);
        return new CandleList([.. cheated], []).Replay(new MovingAverageCrossStrategy(Options), Money);
    }

    private static TradingSession NewSession() => new(new MovingAverageCrossStrategy(Options), Money);

    private static (List<Trade> Trades, List<long> Open) Run(List<Candle> candles)
    {
        var session = NewSession();
        var trades = candles.SelectMany(c => session.OnTradedCandle(c)!.Closed).ToList();
        return (trades, [.. session.Open.Select(p => p.Signal.Time)]);
    }

    /// <summary>A second, simple implementation of the rules. For each candle it uses the whole list of closes.</summary>
    private static (List<(long, TradeDirection, long, double, ExitReason)> Trades, List<long> Open) Naive(List<Candle> candles)
    {
        var trades = new List<(long, TradeDirection, long, double, ExitReason)>();
        var open = new List<(long Time, TradeDirection Direction, double Stop)>();
        bool? above = null;
        for (var i = 0; i < candles.Count; i++)
        {
            var candle = candles[i];
            foreach (var stopped in open.Where(p => p.Direction == TradeDirection.Long ? candle.Low <= p.Stop : candle.High >= p.Stop).ToList())
            {
                trades.Add((stopped.Time, stopped.Direction, candle.OpenTime, stopped.Stop, ExitReason.Stop));
                open.Remove(stopped);
            }

            if (i + 1 < Options.Slow)
                continue;
            var (fast, slow) = (Average(i, Options.Fast), Average(i, Options.Slow));
            if (fast == slow)
                continue;
            var crossed = above is { } before && before != fast > slow;
            above = fast > slow;
            if (!crossed)
                continue;

            var direction = above.Value ? TradeDirection.Long : TradeDirection.Short;
            foreach (var opposite in open.Where(p => p.Direction != direction).ToList())
            {
                trades.Add((opposite.Time, opposite.Direction, candle.OpenTime, candle.Close, ExitReason.Signal));
                open.Remove(opposite);
            }

            open.Add((candle.OpenTime, direction, candle.Close * (above.Value ? 1 - Options.StopDistance : 1 + Options.StopDistance)));
        }

        return (trades, [.. open.Select(p => p.Time)]);

        double Average(int last, int length) => Enumerable.Range(last - length + 1, length).Sum(k => candles[k].Close) / length;
    }

    private static List<Candle> Hours(MarketPlan plan) => Hours(RandomMarket.Make(plan));

    private static List<Candle> Hours(RandomMarket market) => [.. market.Lower.GroupBy(c => Interval.H1.Floor(c.OpenTime)).Select(hour => new Candle(
        hour.Key, hour.First().Open, hour.Max(c => c.High), hour.Min(c => c.Low), hour.Last().Close, hour.Sum(c => c.Volume), 0, 0, 0, 0))];
}
