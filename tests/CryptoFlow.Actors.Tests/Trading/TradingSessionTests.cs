using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading;

/// <summary>The session's contract with any strategy: which candles the strategy receives and when, and how the session executes its orders.</summary>
public sealed class TradingSessionTests
{
    private const long Day = 1_700_006_400_000;

    [Fact]
    public void Context_candles_come_by_close_time_the_shorter_first_and_never_before_they_have_closed()
    {
        var strategy = new Recorder([Interval.H1, Interval.H4]);
        var session = new TradingSession(strategy, new MoneyRules());
        session.OnContextCandle(Interval.H4, Flat(Day));
        for (var hour = 0; hour < 5; hour++)
            session.OnContextCandle(Interval.H1, Flat(Day + (hour * Interval.H1.Milliseconds)));

        for (var quarter = 0; quarter < 17; quarter++)
            session.OnTradedCandle(Flat(Day + (quarter * Interval.M15.Milliseconds)));

        Assert.Equal(
            ["15m+0", "15m+15", "15m+30", "15m+45", "1h+0", "15m+60", "15m+75", "15m+90", "15m+105", "1h+60", "15m+120", "15m+135", "15m+150", "15m+165", "1h+120", "15m+180", "15m+195", "15m+210", "15m+225", "1h+180", "4h+0", "15m+240"],
            strategy.Seen);
    }

    [Fact]
    public void A_candle_of_an_interval_that_the_strategy_does_not_use_is_refused() =>
        Assert.Throws<ArgumentException>(() => new TradingSession(new Recorder([]), new MoneyRules()).OnContextCandle(Interval.H1, Flat(Day)));

    [Theory]
    [InlineData(101.0, null, null)]
    [InlineData(100, null, null)]
    [InlineData(-1, null, null)]
    [InlineData(double.NaN, null, null)]
    [InlineData(99.0, 99.5, null)]
    [InlineData(99, null, 100.0)]
    public void An_invalid_order_is_a_defect(double stop, double? tp1, double? tp2)
    {
        var strategy = new Recorder([]) { Next = c => Orders.Enter(new Signal(c.OpenTime, TradeDirection.Long, "T", c.Close, stop, tp1, tp2, null)) };

        Assert.Throws<InvalidOperationException>(() => new TradingSession(strategy, new MoneyRules()).OnTradedCandle(Flat(Day)));
    }

    [Fact]
    public void An_exit_by_order_is_booked_before_the_entry_of_its_candle_and_changes_the_size_of_the_entry()
    {
        var strategy = new Recorder([]) { Next = c => Orders.Enter(Long(c)) };
        var session = new TradingSession(strategy, new MoneyRules());
        session.OnTradedCandle(Flat(Day));
        strategy.Next = c => new Orders(Long(c), [Day]);

        var outcome = session.OnTradedCandle(Flat(Day + Interval.M15.Milliseconds, 99.9))!;

        var trade = Assert.Single(outcome.Closed);
        Assert.Equal((ExitReason.Signal, 99.9), (trade.Reason, trade.ExitPrice));
        Assert.Equal(trade.CapitalAfter, Assert.Single(session.Open).EntryCapital);
        Assert.True(trade.CapitalAfter < 10_000);
    }

    [Fact]
    public void After_a_restart_the_strategy_gets_every_candle_and_the_recorded_entries_instead_of_its_orders()
    {
        var strategy = new Recorder([]) { Next = c => Orders.Enter(Long(c)), Memory = 3_600_000 };
        var recorded = Long(Flat(Day));
        var session = new TradingSession(strategy, new MoneyRules(), new SessionState(Day + Interval.M15.Milliseconds, Account.Start(10_000), [], [recorded]));

        Assert.Null(session.OnTradedCandle(Flat(Day)));
        Assert.Null(session.OnTradedCandle(Flat(Day + Interval.M15.Milliseconds)));
        strategy.Next = _ => Orders.None;
        Assert.NotNull(session.OnTradedCandle(Flat(Day + (2 * Interval.M15.Milliseconds))));

        Assert.Equal(["15m+0", "entry+0", "15m+15", "15m+30"], strategy.Seen);
        Assert.Empty(session.Open);
    }

    private static Candle Flat(long time, double price = 100) => new(time, price, price, price, price, 1, 0, 0, 0, 0);

    private static Signal Long(Candle c) => new(c.OpenTime, TradeDirection.Long, "T", c.Close, c.Close - 1, null, null, null);

    private sealed class Recorder(ImmutableArray<Interval> context) : IStrategy
    {
        public List<string> Seen { get; } = [];

        public Func<Candle, Orders> Next { get; set; } = _ => Orders.None;

        public long Memory { get; init; }

        public string Title => "Recorder";

        public Interval Traded => Interval.M15;

        public ImmutableArray<Interval> Context => context;

        public ExitRules Exits { get; } = new(TimeoutCandles: null);

        public long EntryMemory => Memory;

        public Channel? Channel => null;

        public void OnContextCandle(Interval interval, in Candle candle) => Seen.Add($"{interval}+{(candle.OpenTime - Day) / 60_000}");

        public Orders OnTradedCandle(in Candle candle, ImmutableArray<Position> open)
        {
            Seen.Add($"15m+{(candle.OpenTime - Day) / 60_000}");
            return Next(candle);
        }

        public void OnEntered(Signal signal) => Seen.Add($"entry+{(signal.Time - Day) / 60_000}");
    }
}
