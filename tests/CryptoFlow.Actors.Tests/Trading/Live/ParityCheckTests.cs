using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Testing;
using CryptoFlow.Trades;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Trading.Live;

/// <summary>
/// A record of three trades: one ended at its second target, one ended at its stop, one is open. Each test changes one value by the smallest amount, so that the
/// record differs from the trades that follow from the stored candles.
/// </summary>
public sealed class ParityCheckTests() : TestKit(ActorTestSettings.Patient)
{
    private const long Day = 1_700_006_400_000;
    private const int AtTarget = 0;
    private const int AtStop = 1;
    private const int StillOpen = 2;

    private const string OtherEntry = "was entered differently than by the stored candles";
    private const string OtherEnd = "ended differently than by the stored candles";

    private static readonly Instrument Btc = new(Exchange.Binance, "BTCUSDT");
    private static readonly ImmutableArray<Candle> Candles = MakeCandles();
    private static readonly ImmutableArray<StoredTrade> Record = Trade();

    private static readonly Dictionary<string, Func<Signal, Signal>> SignalFields = new()
    {
        ["direction"] = s => s with { Direction = s.Direction == TradeDirection.Long ? TradeDirection.Short : TradeDirection.Long },
        ["setup"] = s => s with { Setup = "OTHER" },
        ["entry price"] = s => s with { Entry = Math.BitIncrement(s.Entry) },
        ["stop"] = s => s with { Stop = Math.BitIncrement(s.Stop) },
        ["first target"] = s => s with { Tp1 = Math.BitIncrement(s.Tp1!.Value) },
        ["second target"] = s => s with { Tp2 = Math.BitIncrement(s.Tp2!.Value) },
        ["no first target"] = s => s with { Tp1 = null },
        ["no second target"] = s => s with { Tp2 = null },
        ["support"] = s => s with { Channel = s.Channel! with { Support = Math.BitIncrement(s.Channel.Support) } },
        ["resistance"] = s => s with { Channel = s.Channel! with { Resistance = Math.BitIncrement(s.Channel.Resistance) } },
        ["touches of the support"] = s => s with { Channel = s.Channel! with { SupportTouches = s.Channel.SupportTouches + 1 } },
        ["touches of the resistance"] = s => s with { Channel = s.Channel! with { ResistanceTouches = s.Channel.ResistanceTouches + 1 } },
    };

    private static readonly Dictionary<string, Func<Position, Position>> PositionFields = new()
    {
        ["entry capital"] = p => p with { EntryCapital = Math.BitIncrement(p.EntryCapital) },
        ["candles held"] = p => p with { CandlesHeld = p.CandlesHeld + 1 },
        ["time of the first target"] = p => p with { Tp1Time = (p.Tp1Time ?? p.Signal.Time) + 1 },
    };

    private static readonly Dictionary<string, Func<Trade, Trade>> TradeFields = new()
    {
        ["exit time"] = t => t with { ExitTime = t.ExitTime + 1 },
        ["exit price"] = t => t with { ExitPrice = Math.BitIncrement(t.ExitPrice) },
        ["reason"] = t => t with { Reason = ExitReason.Timeout },
        ["gain"] = t => t with { PnlPct = Math.BitIncrement(t.PnlPct) },
        ["gross"] = t => t with { Gross = Math.BitIncrement(t.Gross) },
        ["fees"] = t => t with { Fees = Math.BitIncrement(t.Fees) },
        ["net"] = t => t with { Net = Math.BitIncrement(t.Net) },
        ["capital after it"] = t => t with { CapitalAfter = Math.BitIncrement(t.CapitalAfter) },
    };

    public static TheoryData<string, int> EntryFields => Rows(SignalFields.Keys.Concat(PositionFields.Keys), AtTarget, AtStop, StillOpen);

    public static TheoryData<string, int> EndFields => Rows(TradeFields.Keys, AtTarget, AtStop);

    [Fact]
    public async Task A_record_of_the_same_trades_has_no_difference()
    {
        Assert.Equal([ExitReason.Tp2, ExitReason.Stop, null], Record.Select(t => t.Closed?.Reason));
        var result = await CheckAsync(Record);
        Assert.Equal((2L, 0L, null), (result.Compared, result.Differences, result.First));
    }

    [Theory]
    [MemberData(nameof(EntryFields))]
    public async Task Each_field_of_an_entry_is_compared(string field, int trade)
    {
        Func<Position, Position> change = PositionFields.TryGetValue(field, out var position) ? position : p => p with { Signal = SignalFields[field](p.Signal) };
        await AssertDifferenceAsync(Record.SetItem(trade, WithPosition(Record[trade], change)), trade, OtherEntry);
    }

    [Theory]
    [MemberData(nameof(EndFields))]
    public async Task Each_field_of_an_end_is_compared(string field, int trade) =>
        await AssertDifferenceAsync(Record.SetItem(trade, Record[trade] with { Closed = TradeFields[field](Record[trade].Closed!) }), trade, OtherEnd);

    [Theory]
    [InlineData(AtTarget)]
    [InlineData(AtStop)]
    [InlineData(StillOpen)]
    public async Task A_trade_that_is_missing_on_record_is_a_difference(int trade) =>
        await AssertDifferenceAsync(Record.RemoveAt(trade), trade, "is not on record");

    [Theory]
    [InlineData(AtTarget)]
    [InlineData(StillOpen)]
    public async Task An_additional_trade_on_record_is_a_difference(int like)
    {
        var time = Candles[7].OpenTime;
        var more = WithPosition(Record[like], p => p with { Signal = p.Signal with { Time = time } });
        AssertDifference(await CheckAsync(Record.Insert(StillOpen, more)), time, "is on record, but does not follow from the stored candles");
    }

    [Fact]
    public async Task A_trade_that_is_open_on_record_and_has_ended_is_a_difference() =>
        await AssertDifferenceAsync(Record.SetItem(AtStop, Record[AtStop] with { Closed = null }), AtStop, OtherEnd);

    [Fact]
    public async Task A_trade_that_has_ended_on_record_and_is_open_is_a_difference()
    {
        var open = Record[StillOpen];
        var ended = open with { Closed = Record[AtStop].Closed! with { Position = open.Position } };
        await AssertDifferenceAsync(Record.SetItem(StillOpen, ended), StillOpen, OtherEnd);
    }

    private async Task AssertDifferenceAsync(ImmutableArray<StoredTrade> record, int trade, string words) =>
        AssertDifference(await CheckAsync(record), Record[trade].Position.Signal.Time, words);

    private static void AssertDifference(ParityResult result, long time, string words)
    {
        Assert.Equal(1, result.Differences);
        Assert.Equal($"The trade of {DateTimeOffset.FromUnixTimeMilliseconds(time):yyyy-MM-dd HH:mm} UTC {words}. No revision of its series is on record since then.", result.First);
    }

    [Fact]
    public async Task The_first_revision_after_the_trade_is_named()
    {
        var traded = Record[AtStop].Position.Signal.Time;
        var result = await CheckAsync(
            Record.RemoveAt(AtStop),
            Revision(9, traded + 7_200_000, ChangeSource.Import),
            Revision(8, traded + 3_600_000, ChangeSource.Sweep),
            Revision(7, traded - 1, ChangeSource.Sync));
        Assert.EndsWith(
            $" Revision 8 (sweep, {DateTimeOffset.FromUnixTimeMilliseconds(traded + 3_600_000):yyyy-MM-dd HH:mm} UTC) changed the candle of BINANCE:BTCUSDT 15m at {DateTimeOffset.FromUnixTimeMilliseconds(Candles[1].OpenTime):yyyy-MM-dd HH:mm} UTC since then.",
            result.First,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_revision_is_named_after_thousands_of_later_ones()
    {
        var traded = Record[AtStop].Position.Signal.Time;
        var result = await CheckAsync(
            Record.RemoveAt(AtStop),
            [.. Enumerable.Range(0, 2_500).Select(i => Revision(3_000 - i, traded + 7_200_000, ChangeSource.Import)), Revision(8, traded + 3_600_000, ChangeSource.Sweep)]);
        Assert.Contains(" Revision 8 (sweep, ", result.First, StringComparison.Ordinal);
    }

    private static CandleRevision Revision(long id, long at, ChangeSource source) => new(id, new SeriesKey(Btc, Interval.M15), at, source, Candles[1]);

    private Task<ParityResult> CheckAsync(ImmutableArray<StoredTrade> record, params ImmutableArray<CandleRevision> revisions)
    {
        var readers = Sys.ActorOf(Props.Create(() => new Readers(record, revisions)));
        var setup = new TraderSetup(
            new TraderKey("ROWS", Btc, "{}"),
            () => new EntersByRow(),
            new MoneyRules(),
            new TradingStart.Now(),
            CollectedSeries.None,
            ActorRefs.Nobody,
            readers,
            NoCommits.Instance,
            new TraderBoard(),
            TimeProvider.System,
            NullLogger.Instance);
        return new ParityCheck(setup, Day).RunAsync(Candles[^1].OpenTime, CancellationToken.None);
    }

    private static TheoryData<string, int> Rows(IEnumerable<string> fields, params int[] trades)
    {
        var rows = new TheoryData<string, int>();
        foreach (var name in fields)
        {
            foreach (var trade in trades)
                rows.Add(name, trade);
        }

        return rows;
    }

    private static StoredTrade WithPosition(StoredTrade trade, Func<Position, Position> change)
    {
        var position = change(trade.Position);
        return trade with { Position = position, Closed = trade.Closed is { } closed ? closed with { Position = position } : null };
    }

    private static ImmutableArray<StoredTrade> Trade()
    {
        var feed = new SessionFeed(new EntersByRow(), new MoneyRules(), Day);
        Trade[] closed = [.. Candles.SelectMany(c => feed.AddTraded(in c)!.Closed)];
        return [.. closed.Select(t => new StoredTrade(0, t.Position, t)), .. feed.Session.Open.Select(p => new StoredTrade(0, p, null))];
    }

    /// <summary>All prices are 100, except where trades end: the third and fourth candle touch the targets, the seventh the stop.</summary>
    private static ImmutableArray<Candle> MakeCandles() =>
    [
        .. Enumerable.Range(0, 12).Select(row => new Candle(
            Day + (row * Interval.M15.Milliseconds), 100, row switch { 2 => 106, 3 => 111, _ => 101 }, row == 6 ? 89 : 99, 100, 1, 0, 0, 0, 0)),
    ];

    /// <summary>A strategy that enters at the close of three of the candles.</summary>
    private sealed class EntersByRow : IStrategy
    {
        public string Title => "Rows";

        public Interval Traded => Interval.M15;

        public ImmutableArray<Interval> Context => [];

        public ExitRules Exits { get; } = new(TimeoutCandles: null);

        public long EntryMemory => 0;

        public Channel? Channel => null;

        public void OnContextCandle(Interval interval, in Candle candle)
        {
        }

        public Orders OnTradedCandle(in Candle candle, ImmutableArray<Position> open) =>
            (candle.OpenTime - Day) / Interval.M15.Milliseconds is 1 or 5 or 9
                ? Orders.Enter(new Signal(candle.OpenTime, TradeDirection.Long, "ROW", candle.Close, 90, 105, 110, new Channel(95, 115, 2, 3)))
                : Orders.None;

        public void OnEntered(Signal signal)
        {
        }
    }

    private sealed class Readers : ReceiveActor
    {
        public Readers(ImmutableArray<StoredTrade> record, ImmutableArray<CandleRevision> revisions)
        {
            Receive<ReadRevisions>(read =>
            {
                var found = revisions.Where(r => r.ChangedAt >= read.ChangedFrom && (read.Before is not { } before || r.Id < before)).ToList();
                Sender.Tell(new RevisionsRead([.. found.Take(read.Limit)], found.Count > read.Limit, 0, 0, 0, null));
            });
            Receive<ReadCandles>(read => Sender.Tell(new CandlesRead(
                read.Series, true, [.. Candles.Where(c => c.OpenTime > read.After).Take(read.Limit)], false, 1)));
            Receive<ReadTrades>(read => Sender.Tell(new TradesRead(
                [.. record.Where(t => t.Position.Signal.Time > read.Bounds.After).Take(read.Bounds.Limit)])));
        }
    }
}
