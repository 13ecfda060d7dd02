using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Dsl;
using Akka.TestKit.Xunit2;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Trades;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Trading.Live;

/// <summary>The actor of a trader, and its parent.</summary>
public sealed class PaperTraderActorTests() : TestKit(ActorTestSettings.Patient)
{
    private const long Day = 1_704_067_200_000;
    private const long Quarter = 900_000;

    private static readonly TimeSpan Patience = HangGuard.Limit;

    [Fact]
    public void A_candle_that_changes_after_the_first_run_has_read_it_starts_a_new_run()
    {
        var readers = CreateTestProbe();
        var writer = Sys.ActorOf(act => act.Receive<RecordTraderStep>((step, context) =>
            context.Sender.Tell(new TraderStepRecorded(step.Id, step.Trader, step.Outcome.Time, null))));
        var setup = Setup(TestCandles.Btc15.Instrument, writer, readers);
        var record = new TraderRecord(Day, Day, 1, Account.Start(10_000), [], [], []);
        var trader = Sys.ActorOf(PaperTraderActor.Props(setup));

        readers.ExpectMsg<ReadTrader>(Patience);
        readers.Reply(new TraderRead(setup.Key, record));
        var read = readers.ExpectMsg<ReadCandles>(Patience);
        trader.Tell(new CandlesCommitted(setup.Traded, WriteLane.Sync, [At(2)], 2), ActorRefs.NoSender);
        trader.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>(Patience);
        readers.Reply(new CandlesRead(read.Series, true, [.. Enumerable.Range(0, 4).Select(At)], false, SeriesVersion: 1));

        // The end of the history, then the trades of the parity check; then a second run reads the record again.
        var next = readers.FishForMessage<object>(Answered, Patience);
        Assert.IsType<ReadTrader>(next);

        bool Answered(object query)
        {
            if (query is ReadCandles candles)
                readers.Reply(new CandlesRead(candles.Series, true, [.. Enumerable.Range(0, 4).Select(At).Where(c => c.OpenTime > candles.After)], false, SeriesVersion: 2));
            if (query is ReadTrades)
                readers.Reply(new TradesRead([]));
            return query is ReadTrader;
        }
    }

    [Fact]
    public void A_contract_whose_symbol_is_not_ASCII_has_a_trader()
    {
        var trading = Sys.ActorOf(PaperTradingActor.Props([Setup(new Instrument(Exchange.Binance, "币安人生USDT"), ActorRefs.Nobody, ActorRefs.Nobody)]));
        trading.Tell(PaperTradingActor.GetTraders.Instance, TestActor);
        Assert.Equal(1, ExpectMsg<PaperTradingActor.TradersStarted>(Patience).Traders);
    }

    private static Candle At(int candle) => new(Day + (candle * Quarter), 100, 101, 99, 100, 1, 0, 0, 0, 0);

    private static TraderSetup Setup(Instrument contract, IActorRef writer, IActorRef readers) => new(
        new TraderKey("SCRIPT", contract, "{}"),
        () => new ScriptedStrategy(Day, TradeDirection.Long, enterAt: 1_000, held: 1),
        new MoneyRules(),
        new TradingStart.Now(),
        CollectedSeries.None,
        writer,
        readers,
        NoCommits.Instance,
        new TraderBoard(),
        TimeProvider.System,
        NullLogger.Instance);
}
