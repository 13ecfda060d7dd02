using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Dsl;
using Akka.TestKit.Xunit2;
using CryptoFlow.Testing;
using CryptoFlow.Trades;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Trading.Live;

/// <summary>A trader that charges funding, and its parity check.</summary>
public sealed class FundedTraderTests() : TestKit(ActorTestSettings.Patient)
{
    private const long Day = 1_704_067_200_000;
    private const long Quarter = 900_000;
    private const long Hour = 4 * Quarter;

    private static readonly Instrument Btc = new(Exchange.Binance, "BTCUSDT");

    private static readonly ImmutableArray<Candle> Candles =
        [.. Enumerable.Range(0, 16).Select(i => new Candle(Day + (i * Quarter), 100, 101, 99, 100, 1, 0, 0, 0, 0))];

    private readonly List<CandleOutcome> _recorded = [];
    private TimeRange? _complete;

    /// <summary>The position is entered at 00:15 and is closed on the candle of 03:15.</summary>
    [Fact]
    public async Task A_trader_with_an_open_position_waits_until_the_settlements_are_known()
    {
        var setup = Setup();
        var run = new TraderRun(setup);

        var waiting = await run.CatchUpAsync(isSynced: true, _ => { }, CancellationToken.None);
        Assert.Equal(TraderPhase.AwaitingCandles, waiting.Phase);
        Assert.Contains("Funding rates of BINANCE:BTCUSDT are not known", waiting.Detail, StringComparison.Ordinal);
        Assert.Equal(Day + (3 * Quarter), waiting.LastTime);

        _complete = new TimeRange(Day, Day + (2 * Hour)); // The settlement of 02:00 is not known yet.
        Assert.Equal(Day + (7 * Quarter), (await run.CatchUpAsync(true, _ => { }, CancellationToken.None)).LastTime);

        _complete = new TimeRange(Day, Day + (4 * Hour));
        Assert.Equal(TraderPhase.Following, (await run.CatchUpAsync(true, _ => { }, CancellationToken.None)).Phase);

        var trade = Assert.Single(_recorded.SelectMany(o => o.Closed));
        Assert.Equal(trade.Gross - trade.Fees - (1_500 * (0.001 + 0.002)), trade.Net, 9);
        Assert.Equal(0, (await new ParityCheck(setup, Day).RunAsync(Candles[^1].OpenTime, CancellationToken.None)).Differences);
    }

    private TraderSetup Setup()
    {
        var record = new TraderRecord(Day, Day, 1, Account.Start(10_000), [new StoredTrade(1, Entered(), null)], [], []);
        var readers = Sys.ActorOf(act =>
        {
            act.Receive<ReadTrader>((read, context) => context.Sender.Tell(new TraderRead(read.Trader, record)));
            act.Receive<ReadCandles>((read, context) => context.Sender.Tell(new CandlesRead(
                read.Series, true, [.. Candles.Where(c => c.OpenTime > read.After).Take(read.Limit)], false, 1)));
            act.Receive<ReadFundingRates>((read, context) => context.Sender.Tell(new FundingRatesRead(
                Btc, [new(Day + Hour, 0.001, 100), new(Day + (2 * Hour), 0.002, null)], false, _complete)));
            act.Receive<ReadTrades>((read, context) => context.Sender.Tell(new TradesRead(
                [.. _recorded.SelectMany(o => o.Closed).Where(t => t.Signal.Time > read.Bounds.After).Select(t => new StoredTrade(1, t.Position, t))])));
        });
        var writer = Sys.ActorOf(act => act.Receive<RecordTraderStep>((step, context) =>
        {
            _recorded.Add(step.Outcome);
            context.Sender.Tell(new TraderStepRecorded(step.Id, step.Trader, step.Outcome.Time, null));
        }));
        return new TraderSetup(
            new TraderKey("SCRIPT", Btc, "{}"),
            () => new ScriptedStrategy(Day, TradeDirection.Long, enterAt: 0, held: 13),
            new MoneyRules { ChargeFunding = true },
            new TradingStart.Now(),
            CollectedSeries.None,
            writer,
            readers,
            NoCommits.Instance,
            new TraderBoard(),
            TimeProvider.System,
            NullLogger.Instance);
    }

    private static Position Entered()
    {
        var feed = new SessionFeed(new ScriptedStrategy(Day, TradeDirection.Long, enterAt: 0, held: 13), new MoneyRules(), Day);
        _ = feed.AddTraded(Candles[0]);
        return feed.Session.Open.Single();
    }
}
