using System.Collections.Immutable;
using CryptoFlow.Testing;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Strategies.ChannelBounce;

namespace CryptoFlow.Trading.Backtesting;

/// <summary>The audit finds look-ahead in strategies that cheat on purpose, and none in the shipped strategies.</summary>
public sealed class LookAheadAuditTests
{
    private static readonly CandleList Market = Candles(RandomMarket.Make(new MarketPlan(11, 24 * 30, 0, 110_000, 100_000, 0.0025, 0.02, 0, 0.5)));

    [Fact]
    public void The_audit_finds_no_look_ahead_in_the_shipped_strategy()
    {
        var report = Audit(Market, Honest, cuts: 40);

        Assert.True(report.IsClean, report.Findings.IsEmpty ? "" : $"{report.Findings[0]}");
        Assert.InRange(report.Cuts, 30, 40);
        Assert.True(report.Decisions > 30 * 500);
    }

    [SkippableFact]
    public void The_audit_finds_no_look_ahead_in_the_shipped_strategy_on_real_candles()
    {
        var candles = new CandleList([.. CandleFiles.Read("binance-um/BTCUSDT-15m.csv.gz").Take(10_000)], []);

        Assert.True(Audit(candles, Honest, cuts: 10).IsClean);
    }

    [Fact]
    public void The_audit_finds_a_strategy_that_enters_only_if_the_next_candle_pays()
    {
        var report = Audit(Market, candles => candles.Replay(new KnowsTheNextCandle(candles), new MoneyRules()), cuts: 20);

        Assert.Contains(report.Findings, f => f.Check == AuditCheck.Prefix);
        Assert.Contains(report.Findings, f => f.Check == AuditCheck.Revised);
        Assert.All(report.Findings, f => Assert.True(f.Time < f.Cut && !f.Was!.Equals(f.Became)));
    }

    [Fact]
    public void The_audit_finds_a_strategy_that_sees_the_forming_hour() =>
        Assert.False(Audit(Market, candles => RunWithTheRunningHour(candles), cuts: 40).IsClean);

    [Fact]
    public void The_audit_finds_a_channel_that_is_scaled_by_the_whole_range() =>
        Assert.False(Audit(Market, candles => candles.Replay(new ScaledByTheWholeRange(candles), new MoneyRules()), cuts: 20).IsClean);

    [Fact]
    public void The_seed_decides_the_cuts_of_an_audit()
    {
        Func<CandleList, IEnumerable<CandleOutcome>> cheat = candles => candles.Replay(new KnowsTheNextCandle(candles), new MoneyRules());

        Assert.Equal(Audit(Market, cheat, 10).Findings.Select(f => (f.Check, f.Cut, f.Time)), Audit(Market, cheat, 10).Findings.Select(f => (f.Check, f.Cut, f.Time)));
        Assert.NotEqual(Audit(Market, cheat, 10).Findings.Select(f => f.Cut), Audit(Market, cheat, 10, seed: 2).Findings.Select(f => f.Cut));
    }

    [Fact]
    public void A_cancelled_audit_ends()
    {
        using var cancelled = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => LookAheadAudit.Run(
            Market, Interval.M15, Honest, 1_000, 1, _ => cancelled.Cancel(), cancelled.Token));
    }

    private static AuditReport Audit(CandleList candles, Func<CandleList, IEnumerable<CandleOutcome>> run, int cuts, int seed = 1) =>
        LookAheadAudit.Run(candles, Interval.M15, run, cuts, seed);

    private static IEnumerable<CandleOutcome> Honest(CandleList candles) => candles.Replay(new ChannelBounceStrategy(new()), new MoneyRules());

    private static CandleList Candles(RandomMarket market) => new([.. market.Lower], [new ContextCandles(Interval.H1, [.. market.StoredHigher])]);

    /// <summary>Gives the session each 1h candle one hour too early, before the candle has closed.</summary>
    private static List<CandleOutcome> RunWithTheRunningHour(CandleList candles)
    {
        var session = new TradingSession(new ChannelBounceStrategy(new()), new MoneyRules());
        foreach (var candle in NaiveSpecification.HigherOf(candles.Traded, candles.Context[0].Candles))
            session.OnContextCandle(Interval.H1, candle with { OpenTime = candle.OpenTime - Interval.H1.Milliseconds });
        return [.. candles.Traded.Select(c => session.OnTradedCandle(c)!)];
    }

    private abstract class Cheat : IStrategy
    {
        protected ChannelBounceStrategy Honest { get; } = new(new());

        public string Title => "Cheat";

        public Interval Traded => Honest.Traded;

        public ImmutableArray<Interval> Context => Honest.Context;

        public ExitRules Exits => Honest.Exits;

        public long EntryMemory => Honest.EntryMemory;

        public virtual Channel? Channel => Honest.Channel;

        public void OnContextCandle(Interval interval, in Candle candle) => Honest.OnContextCandle(interval, in candle);

        public virtual Orders OnTradedCandle(in Candle candle, ImmutableArray<Position> open) => Honest.OnTradedCandle(in candle, open);

        public void OnEntered(Signal signal) => Honest.OnEntered(signal);
    }

    private sealed class KnowsTheNextCandle(CandleList candles) : Cheat
    {
        private readonly Dictionary<long, double> _nextClose = candles.Traded.Zip(candles.Traded.Skip(1)).ToDictionary(p => p.First.OpenTime, p => p.Second.Close);

        public override Orders OnTradedCandle(in Candle candle, ImmutableArray<Position> open) =>
            Honest.OnTradedCandle(in candle, open) is { Entry: { } entry } orders && _nextClose.TryGetValue(candle.OpenTime, out var next) && entry.GainAt(next) > 0
                ? orders
                : Orders.None;
    }

    /// <summary>Scales the channel by the range of the whole series. This looks harmless, because it changes no entry, but it uses future candles.</summary>
    private sealed class ScaledByTheWholeRange(CandleList candles) : Cheat
    {
        private readonly double _range = candles.Traded.Max(c => c.High) / candles.Traded.Min(c => c.Low);

        public override Channel? Channel => base.Channel is { } channel ? channel with { Support = channel.Support * (1 + (_range * 1e-9)) } : null;
    }
}
