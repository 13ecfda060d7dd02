using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CryptoFlow.Exchanges;
using CryptoFlow.Simulator;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Collectors;

/// <summary>
/// A collector between a simulated exchange and a writer that the test plays. A sync page never waits behind more than one backfill page, for
/// two reasons: sync pages have a lane of their own, which the writer empties first, and the collector sends few backfill pages at a time.
/// </summary>
public sealed class BackPressureTests() : TestKit(ActorTestSettings.Patient), IAsyncLifetime
{
    private const string HistoryPath = "history-candles";

    private readonly CollectorOptions _options = new() { PollIntervalSeconds = 1 };
    private ExchangeSimulator _market = null!;
    private IActorRef _collector = null!;
    private TestProbe _writer = null!;

    public async Task InitializeAsync()
    {
        _market = await ExchangeSimulator.StartAsync(new SimulatorOptions { StartMs = SceneOptions.Now, Speed = 0 });
        var url = _market.BaseAddress(Venue.Bitget);
        var readers = CreateTestProbe();
        readers.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            if (message is FindMissing find)
                sender.Tell(new MissingFound(find.Series, find.Range, [find.Range], new SeriesStats(find.Series, 0, null, null, 0)));
            return AutoPilot.KeepRunning;
        }));
        _writer = CreateTestProbe();
        _writer.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            if (message is RecordGaps gaps)
                sender.Tell(new GapsRecorded(gaps.Id, gaps.Run, gaps.Series, gaps.Findings.Searched, [Open(gaps)]));
            else if (message is WriteCandles { Lane: WriteLane.Sync } sync)
                sender.Tell(Written(sync));
            return AutoPilot.KeepRunning;
        }));
        _collector = Sys.ActorOf(ExchangeCollectorActor.Props(ActorRefs.Nobody, new CollectorContext(
            new ExchangePlan(Exchange.Bitget, url, HistoryDays: 90, ["BTCUSDT"], [Interval.M15]),
            ExchangeClients.Create(Exchange.Bitget, url, TimeProvider.System, NullLoggerFactory.Instance),
            _writer,
            readers,
            _options,
            Periodic: true,
            TimeProvider.System,
            Seed: 1,
            NullLogger.Instance)));
    }

    public async Task DisposeAsync()
    {
        await _collector.GracefulStop(HangGuard.Limit);
        await _market.DisposeAsync();
    }

    [Fact]
    public void A_slow_writer_stops_further_requests_of_a_backfill_and_syncs_continue_in_their_lane()
    {
        WriteCandles waiting = null!;
        for (var i = 0; i < _options.PagesInFlight; i++)
            waiting = NextPage(p => p.Lane == WriteLane.Backfill);
        var sender = _writer.LastSender;

        // The writer acknowledges nothing, so the collector sends no further backfill page. It still sends the sync pages of the next candles.
        for (var i = 0; i < 3; i++)
        {
            _market.Clock.Advance(Interval.M15.Milliseconds);
            var newest = Interval.M15.Floor(_market.Clock.NowMs) - Interval.M15.Milliseconds;
            var sync = NextPage(p => p.Lane != WriteLane.Sync || p.Candles[^1].OpenTime == newest);
            Assert.Equal(WriteLane.Sync, sync.Lane);
        }

        Assert.InRange(HistoryRequests(), _options.PagesInFlight, _options.PagesInFlight + _options.RequestsInFlight);
        var asked = HistoryRequests();
        _writer.Send(sender, Written(waiting));
        NextPage(p => p.Lane == WriteLane.Backfill);
        AwaitCondition(() => HistoryRequests() > asked, HangGuard.Limit);
    }

    private long HistoryRequests() =>
        _market.Requests(Venue.Bitget).Where(r => r.Key.EndsWith(HistoryPath, StringComparison.Ordinal)).Sum(r => r.Value.Requests);

    private WriteCandles NextPage(Predicate<WriteCandles> wanted) => (WriteCandles)_writer.FishForMessage(
        message => message is WriteCandles page && wanted(page));

    private static GapRecord Open(RecordGaps gaps) =>
        new(1, gaps.Series, gaps.Findings.Searched, GapVerdict.Repairing, 0, false, 0, null, null, null);

    private static CandlesWritten Written(WriteCandles page) => new(page.Id, page.Run, page.Series, page.Candles.Length, 0, 0, 1);
}
