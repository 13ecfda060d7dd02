using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite.Trading;

/// <summary>The store records each candle of a trader once and in order, with all its signals and trades, or not at all.</summary>
public sealed class TradeStoreTests : WrittenAndReadTests
{
    private const long Quarter = 900_000;
    private const long Start = 1_699_920_000_000;
    private const long Origin = Start - 86_400_000;

    private static readonly TraderKey Trader = new("NO_ML", new Instrument(Exchange.Binance, "BTCUSDT"), "{}");
    private static readonly Channel Bounds = new(100, 103, 2, 3);
    private static readonly Account Begun = Account.Start(10_000);

    [Fact]
    public void A_trade_without_channel_and_targets_that_its_strategy_closes_is_read_back_as_it_was()
    {
        var signal = SignalAt(1, TradeDirection.Long) with { Tp1 = null, Tp2 = null, Channel = null };
        var trade = new Trade(new Position(signal, 10_000, 1), Start + (2 * Quarter), 99.5, ExitReason.Signal, 0.0123, 45.6, 7.8, 37.8, 10_037.8);

        Record(null, Step(0));
        Record(0, Step(1) with { Signal = signal });
        Record(1, Step(2) with { Closed = [trade], Account = Begun.Book(37.8) });

        var stored = Assert.Single(Trades());
        Assert.Equal((trade.Position, trade), (stored.Position, stored.Closed));
    }

    [Fact]
    public void A_traders_record_is_read_back_unchanged()
    {
        var signal = SignalAt(1, TradeDirection.Short);
        var tp1 = new Position(signal, 10_000, 2, Start + (3 * Quarter));
        var trade = new Trade(tp1 with { CandlesHeld = 3 }, Start + (4 * Quarter), 99.5, ExitReason.Tp2, 0.0123, 45.6, 7.8, 37.8, 10_037.8);
        var after = Begun.Book(37.8);

        Record(null, Step(0));
        var id = Assert.IsType<TraderStepRecorded>(Record(0, Step(1) with { Signal = signal })).SignalId;
        Record(1, Step(2));
        Record(2, Step(3) with { Tp1Taken = [tp1] });

        var open = Read().Record!;
        Assert.Equal((Origin, Start + (3 * Quarter), 4L, Begun), (open.Origin, open.LastTime, open.Candles, open.Account));
        Assert.Equal(new StoredTrade(id!.Value, tp1, null), Assert.Single(open.Open));
        Assert.Equal(new StoredSignal(id.Value, signal), Assert.Single(open.Recent));
        Assert.Equal(signal, Assert.Single(open.Entries).Signal);

        Record(3, Step(4) with { Closed = [trade], Account = after });

        var closed = Read().Record!;
        Assert.Equal(after, closed.Account);
        Assert.Empty(closed.Open);
        Assert.Equal(new StoredTrade(id.Value, trade.Position, trade), Assert.Single(Trades()));
        Assert.Equal<EquityPoint>(
            [new EquityPoint(Start, 10_000, 0), new EquityPoint(Start + (4 * Quarter), 10_037.8, 0)],
            ((EquityRead)Ask(new ReadEquity(Trader, new PageBounds(null, null, 100), TimeSpan.MaxValue))).Points);
    }

    [Fact]
    public void A_step_that_is_sent_again_is_acknowledged_and_not_recorded_twice()
    {
        Record(null, Step(0));
        var step = Step(1) with { Signal = SignalAt(1, TradeDirection.Long) };
        var first = Assert.IsType<TraderStepRecorded>(Record(0, step));

        var again = Assert.IsType<TraderStepRecorded>(Record(0, step));

        Assert.Equal((first.Time, first.SignalId), (again.Time, again.SignalId));
        Assert.Equal(2, Read().Record!.Candles);
        Assert.Single(Trades());
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData(0, 2)]
    [InlineData(2, 3)]
    public void A_step_that_does_not_follow_the_last_one_is_refused_and_leaves_nothing(int? previous, int candle)
    {
        Record(null, Step(0));
        Record(0, Step(1));

        var refused = Assert.IsType<TraderStepRefused>(Record(previous, Step(candle) with { Signal = SignalAt(candle, TradeDirection.Long) }));

        Assert.Equal((TraderStepRefusal.OutOfOrder, Start + Quarter), (refused.Reason, refused.Last));
        Assert.Equal(2, Read().Record!.Candles);
        Assert.Empty(Trades());
    }

    [Fact]
    public void A_step_that_ends_an_unknown_trade_is_refused_and_stores_nothing()
    {
        Record(null, Step(0));
        var unknown = new Position(SignalAt(0, TradeDirection.Long), 10_000, 1);

        var refused = Record(0, Step(1) with
        {
            Signal = SignalAt(1, TradeDirection.Long),
            Closed = [new Trade(unknown, Start + Quarter, 99, ExitReason.Stop, -0.01, -10, 1, -11, 9_989)],
        });

        Assert.Equal(TraderStepRefusal.UnknownTrade, Assert.IsType<TraderStepRefused>(refused).Reason);
        Assert.Equal((Start, 1L), (Read().Record!.LastTime, Read().Record!.Candles));
        Assert.Empty(Trades());
    }

    [Fact]
    public void Records_of_other_parameters_are_kept_apart()
    {
        var other = Trader with { Parameters = """{"From":"history"}""" };
        Record(null, Step(0));
        Record(null, Step(5), other);
        Record(5, Step(6) with { Signal = SignalAt(6, TradeDirection.Long) }, other);

        Assert.Empty(Trades());
        Assert.Equal(Start + (6 * Quarter), Read(other).Record!.LastTime);
        Assert.Null(Read(Trader with { Strategy = "OTHER" }).Record);
    }

    [Fact]
    public void Pages_are_ascending_from_either_side()
    {
        Record(null, Step(0));
        for (var i = 1; i <= 9; i++)
            Record(i - 1, Step(i) with { Signal = SignalAt(i, TradeDirection.Long) });

        Assert.Equal([7, 8, 9], Signals(null, null, 3));
        Assert.Equal([3, 4, 5], Signals(null, 6, 3));
        Assert.Equal([3, 4], Signals(2, null, 2));
        Assert.Equal([3, 4, 5], Signals(2, 6, 100));
    }

    private static CandleOutcome Step(int candle) => new(Start + (candle * Quarter), null, null, [], [], Begun);

    private static Signal SignalAt(int candle, TradeDirection direction) => new(Start + (candle * Quarter), direction, "BOUNCE", 100.1, 99.9, 101.5, 102.8, Bounds);

    private object Record(int? previous, CandleOutcome outcome, TraderKey? trader = null) => Writer.Record(
        new RecordTraderStep(WriteId.New(), trader ?? Trader, Origin, previous is { } candle ? Start + (candle * Quarter) : null, outcome, TimeSpan.MaxValue)).Reply;

    private TraderRead Read(TraderKey? trader = null) => (TraderRead)Ask(new ReadTrader(trader ?? Trader, 18_000_000, TimeSpan.MaxValue));

    private ImmutableArray<StoredTrade> Trades() => ((TradesRead)Ask(new ReadTrades(Trader, new PageBounds(null, null, 100), TimeSpan.MaxValue))).Trades;

    private IEnumerable<long> Signals(int? after, int? before, int limit)
    {
        var bounds = new PageBounds(after is { } a ? Start + (a * Quarter) : null, before is { } b ? Start + (b * Quarter) : null, limit);
        return ((SignalsRead)Ask(new ReadSignals(Trader, bounds, TimeSpan.MaxValue))).Signals.Select(s => (s.Signal.Time - Start) / Quarter);
    }

    private object Ask(IReadMessage query) => Reader.Answer(query);
}
