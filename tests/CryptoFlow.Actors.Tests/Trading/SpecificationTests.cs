using CryptoFlow.Testing;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Strategies.ChannelBounce;
using CsCheck;
using Xunit.Abstractions;

namespace CryptoFlow.Trading;

/// <summary>Compares the program with a second implementation of the specification, on markets with holes, ties and equal touches.</summary>
public sealed class SpecificationTests(ITestOutputHelper output)
{
    [Fact]
    public void On_any_market_the_channel_at_each_candle_equals_that_of_the_plain_specification()
    {
        var snapshots = 0;
        RandomMarkets.Plans(8, 70).Sample(
            plan =>
            {
                var market = RandomMarket.Make(plan);
                var higher = NaiveSpecification.HigherOf(market.Lower, market.StoredHigher);
                var strategy = new ChannelBounceStrategy(new());
                for (var i = 0; i < higher.Count; i++)
                {
                    strategy.OnContextCandle(Interval.H1, higher[i]);
                    var channel = strategy.Latest;
                    Assert.Equal(NaiveSpecification.Channels(higher[..(i + 1)])[^1], Naive(channel));
                    Interlocked.Add(ref snapshots, channel is null ? 0 : 1);
                }
            },
            iter: 600);
        output.WriteLine($"{snapshots} channels compared");
        Assert.True(snapshots > 1_000, "The markets gave too few channels to prove anything.");
    }

    [Fact]
    public void On_any_market_the_trades_equal_those_of_the_specification()
    {
        var (trades, open, tp1) = (0, 0, 0);
        RandomMarkets.Plans(30, 300).Sample(
            plan =>
            {
                var market = RandomMarket.Make(plan);
                var session = new TradingSession(new ChannelBounceStrategy(new()), new MoneyRules());

                var closed = Replay.Run(session, market.Lower, market.StoredHigher).SelectMany(o => o.Closed).ToList();

                var (expected, expectedOpen) = Naive(market);
                Assert.Equal(expected, closed.Select(Naive));
                Assert.Equal(expectedOpen, session.Open.Select(Naive));
                Interlocked.Add(ref trades, closed.Count);
                Interlocked.Add(ref open, session.Open.Length);
                Interlocked.Add(ref tp1, closed.Count(t => t.Tp1Hit));
            },
            iter: 700);
        output.WriteLine($"{trades} trades compared, {tp1} of them with the first target, and {open} open positions");
        Assert.True(trades > 2_000 && tp1 > 500 && open > 100, "The markets gave too few trades to prove anything.");
    }

    [SkippableTheory]
    [InlineData("bybit-linear/BTCUSDT-15m.csv.gz", null)]
    [InlineData("binance-um/ETHUSDT-15m-ohlcv-2023_2025.csv.gz", "binance-um/ETHUSDT-1h-ohlcv-2023_2025.csv.gz")]
    public void On_real_candles_the_trades_equal_those_of_the_specification(string lower, string? higher)
    {
        var market = new RandomMarket([.. CandleFiles.Read(lower).Take(20_000)], higher is null ? [] : CandleFiles.Read(higher));
        var session = new TradingSession(new ChannelBounceStrategy(new()), new MoneyRules());

        var closed = Replay.Run(session, market.Lower, market.StoredHigher).SelectMany(o => o.Closed).ToList();

        Assert.Equal(Naive(market).Closed, closed.Select(Naive));
        Assert.True(closed.Count > 100);
    }

    private static (List<NaiveSpecification.Result> Closed, List<NaiveSpecification.Result> Open) Naive(RandomMarket market)
    {
        var higher = NaiveSpecification.HigherOf(market.Lower, market.StoredHigher);
        var channels = higher.Zip(NaiveSpecification.Channels(higher)).ToDictionary(pair => pair.First.OpenTime, pair => pair.Second);
        return NaiveSpecification.Trades(market.Lower, time => channels.GetValueOrDefault(time));
    }

    private static NaiveSpecification.Snapshot? Naive(Channel? c) =>
        c is null ? null : new NaiveSpecification.Snapshot(c.Support, c.Resistance, c.SupportTouches, c.ResistanceTouches);

    private static NaiveSpecification.Result Naive(Trade t) =>
        Naive(t.Position) with { ExitTime = t.ExitTime, Reason = t.Reason.ToWireName(), PnlPct = t.PnlPct, Net = t.Net, Capital = t.CapitalAfter };

    private static NaiveSpecification.Result Naive(Position p) => new(
        p.Signal.Time, null, p.Signal.Direction.ToWireName(), p.Signal.Entry, p.Signal.Stop, p.Signal.Tp1!.Value, p.Signal.Tp2!.Value, p.Tp1Time is not null, null, 0, 0, 0);
}
