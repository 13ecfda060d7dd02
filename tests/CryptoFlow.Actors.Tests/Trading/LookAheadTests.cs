using CryptoFlow.Testing;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Strategies.ChannelBounce;
using CsCheck;

namespace CryptoFlow.Trading;

/// <summary>A decision at a candle depends only on candles that had closed by then.</summary>
public sealed class LookAheadTests
{
    private static readonly Gen<(MarketPlan Plan, double Cut)> CutMarkets = Gen.Select(RandomMarkets.Plans(30, 300), Gen.Double[0, 1]);

    [Fact]
    public void A_run_of_a_prefix_decides_like_the_whole_run() => CutMarkets.Sample(
        (plan, cut) =>
        {
            var market = RandomMarket.Make(plan);
            var end = TimeAt(market, cut);

            var prefix = Run([.. market.Lower.Where(c => c.OpenTime < end)], [.. market.StoredHigher.Where(c => c.OpenTime + Interval.H1.Milliseconds <= end)]);

            Assert.Equal(Flat(Run(market.Lower, market.StoredHigher), end), Flat(prefix, end));
        },
        iter: 400);

    [Fact]
    public void Another_future_changes_no_past_decision() => CutMarkets.Sample(
        (plan, cut) =>
        {
            var market = RandomMarket.Make(plan);
            var end = TimeAt(market, cut);
            var other = market.WithFutureFrom(end, plan.Seed);

            Assert.Equal(Flat(Run(market.Lower, market.StoredHigher), end), Flat(Run(other.Lower, other.StoredHigher), end));
        },
        iter: 400);

    [Fact]
    public void One_revised_candle_changes_no_decision_before_its_end() => CutMarkets.Sample(
        (plan, cut) =>
        {
            var market = RandomMarket.Make(plan);
            var at = (int)(cut * (market.Lower.Count - 1));
            List<Candle> revised = [.. market.Lower];
            revised[at] = revised[at] with { High = revised[at].High * 1.01, Low = revised[at].Low * 0.99, Close = revised[at].Close * 1.005 };

            Assert.Equal(Flat(Run(market.Lower, []), revised[at].OpenTime), Flat(Run(revised, []), revised[at].OpenTime));
        },
        iter: 400);

    [Fact]
    public void Higher_candles_that_are_added_early_do_not_change_a_decision() => RandomMarkets.Plans(30, 300).Sample(
        plan =>
        {
            var market = RandomMarket.Make(plan);
            var early = NewSession();
            foreach (var candle in NaiveSpecification.HigherOf(market.Lower, market.StoredHigher))
                early.OnContextCandle(Interval.H1, candle);

            var outcomes = market.Lower.Select(c => early.OnTradedCandle(c)!).ToList();

            Assert.Equal(Flat(Run(market.Lower, market.StoredHigher)), Flat(outcomes));
        },
        iter: 300);

    [Fact]
    public void A_session_that_is_restored_at_any_candle_decides_like_a_continuous_session() => CutMarkets.Sample(
        (plan, cut) =>
        {
            var market = RandomMarket.Make(plan);
            var at = (int)(cut * market.Lower.Count);
            var whole = NewSession();
            var undisturbed = Replay.Run(whole, market.Lower, market.StoredHigher);

            var stopped = NewSession();
            Replay.Run(stopped, market.Lower.Take(at), market.StoredHigher);
            var restored = new TradingSession(new ChannelBounceStrategy(new()), new MoneyRules(), stopped.State);
            var rest = Replay.Run(restored, market.Lower, market.StoredHigher);

            Assert.Equal(Flat([.. undisturbed.Skip(at)]), Flat(rest));
            Assert.Equal(whole.Account, restored.Account);
            Assert.Equal(whole.Open, restored.Open.AsEnumerable());
        },
        iter: 400);

    [Fact]
    public void A_channel_that_was_handed_out_never_changes() => RandomMarkets.Plans(30, 300).Sample(
        plan =>
        {
            var market = RandomMarket.Make(plan);
            var strategy = new ChannelBounceStrategy(new());
            var handedOut = new List<(Channel? Channel, string Then)>();
            foreach (var candle in NaiveSpecification.HigherOf(market.Lower, market.StoredHigher))
            {
                strategy.OnContextCandle(Interval.H1, candle);
                handedOut.Add((strategy.Latest, $"{strategy.Latest}"));
            }

            Assert.All(handedOut, entry => Assert.Equal(entry.Then, $"{entry.Channel}"));
        },
        iter: 100);

    [Fact]
    public void The_results_of_a_session_are_immutable() =>
        Assert.All(
            [typeof(Channel), typeof(Signal), typeof(Position), typeof(Trade), typeof(Account), typeof(CandleOutcome), typeof(SessionState)],
            type => Assert.All(
                type.GetProperties().Where(p => p.CanWrite),
                p => Assert.Contains(typeof(System.Runtime.CompilerServices.IsExternalInit), p.SetMethod!.ReturnParameter.GetRequiredCustomModifiers())));

    private static TradingSession NewSession() => new(new ChannelBounceStrategy(new()), new MoneyRules());

    private static IReadOnlyList<CandleOutcome> Run(IReadOnlyList<Candle> lower, IReadOnlyList<Candle> higher) => Replay.Run(NewSession(), lower, higher);

    private static long TimeAt(RandomMarket market, double share) =>
        market.Lower.Count == 0 ? 0 : market.Lower[(int)(share * (market.Lower.Count - 1))].OpenTime;

    private static IEnumerable<object?> Flat(IReadOnlyList<CandleOutcome> outcomes, long before = long.MaxValue) =>
        outcomes.Where(o => o.Time < before).SelectMany(o => new object?[] { o.Time, o.Signal, o.Account }.Concat(o.Closed).Concat(o.Tp1Taken));
}
