using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Dsl;
using Akka.Streams;
using CryptoFlow.Exchanges;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Collectors;

/// <summary>Backfill runs with a real file, the real writer and readers, and an exchange in memory. The test moves the clock.</summary>
public sealed class BackfillJobTests : StorageTest
{
    private const int Days = 10;
    private const long Day = 86_400_000;

    private static readonly SeriesKey Btc1 = Btc15 with { Interval = Interval.M1 };

    /// <summary>The time of the exchange's clock, ms UTC.</summary>
    private static readonly long ExchangeNow = Start + (Days * Day) + 30_000;

    /// <summary>Open time of the first candle of the history. The history begins half a minute after a candle's open time, because of the exchange's clock.</summary>
    private static readonly long First = Time(Btc15, 1);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ConcurrentQueue<RecordGaps> _ledgerMessages = new();
    private readonly IActorRef _writer;
    private readonly IActorRef _router;
    private readonly ForeignConnection _file;
    private Action<RecordGaps> _onLedgerMessage = _ => { };

    public BackfillJobTests()
    {
        _file = Database.Foreign();
        var writer = StartWriter();
        AwaitTrue(() => SettledOpen(writer));
        _router = StartRouter(writer, CreateTestProbe());
        AwaitTrue(() => Shared.Readers.Reported is not null);
        Writer = writer;
        _writer = Sys.ActorOf(act => act.ReceiveAny((message, context) =>
        {
            writer.Forward(message);
            if (message is not RecordGaps gaps)
                return;
            _ledgerMessages.Enqueue(gaps);
            _onLedgerMessage(gaps);
        }));
    }

    private IActorRef Writer { get; }

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Every second minute is missing. A sync waits for at most one message, and each message has a limited number of rows.</summary>
    [Fact]
    public async Task Between_any_two_messages_of_a_search_with_14400_holes_a_sync_page_is_stored()
    {
        const int Holes = 14_400;
        for (var i = 0; i < Holes; i += 1_440)
            AskFor<CandlesWritten>(Writer, WriterMessages.Write(Btc1, Some(Btc1, 100, Enumerable.Range(i, 1_440).Select(n => 2 * n))));
        ReportedLanes();

        // While the writer handles a message of the ledger, the test sends a sync page. The writer must store this page before the next message of the ledger.
        var synced = CreateTestProbe();
        var next = 0;
        _onLedgerMessage = _ => Writer.Tell(WriterMessages.Write(Eth15, Page(Eth15, next++, 1), WriteLane.Sync), synced);
        var market = new SparseMarket(_clock) { IsHole = t => (t - Start) / 60_000 % 2 == 1 };
        var run = await RunAsync(market, Btc1, days: 20, now: Start + (2 * Holes * 60_000L) + 30_000);

        Assert.Equal((29, Holes), (run.Plan.Requests, run.Plan.Candles));
        Assert.All(_ledgerMessages, m => Assert.InRange(m.Findings.Missing.Length, 0, MaxGapsPerMessage));
        Assert.All(_ledgerMessages, m => Assert.InRange(m.Findings.Asked.Length, 0, MaxGapsPerMessage));
        Assert.InRange(_ledgerMessages.Count, 2 * Holes / MaxGapsPerMessage, (2 * Holes / MaxGapsPerMessage) + 4);
        Assert.Equal(_ledgerMessages.Count, synced.ReceiveN(_ledgerMessages.Count).OfType<CandlesWritten>().Count());
        var lanes = ReportedLanes().Where(lane => lane is WriteLane.Ledger or WriteLane.Sync).ToList();
        Assert.True(lanes.Count > 2 * Holes / MaxGapsPerMessage, $"{lanes.Count} messages were reported.");
        var (ledger, syncs) = (0, 0);
        foreach (var lane in lanes)
        {
            if (lane == WriteLane.Sync)
                syncs++;
            else
                Assert.True(syncs >= ledger++, "A message of the ledger came before a sync page that was sent earlier.");
        }

        Assert.Equal($"{Holes}/1/1", _file.Scalar<string>("SELECT concat_ws('/', count(*), min(asks), max(asks)) FROM gaps WHERE verdict = 'open'"));
    }

    [Fact]
    public async Task The_exchanges_first_candle_saves_requests_if_the_page_before_it_is_empty()
    {
        var listed = Start + (8 * Day);
        var market = new SparseMarket(_clock) { Page = 100, Since = listed, SaysFirst = listed };

        var run = await RunAsync(market, Btc15);

        // Two days are two pages, and one more page lies before them. The run asks for the missing candles of that page once more.
        Assert.Equal(1, market.FirstAsked);
        Assert.InRange(market.Asked.Count, 3, 4);
        Assert.Equal((0, 192L), (run.Failed, run.Stored));
        Assert.Equal(
            [$"{First}/{listed}/open/1/1"], Ledger());
    }

    [Fact]
    public async Task Repeated_wrong_answers_about_the_first_candle_confirm_no_missing_candle()
    {
        var market = new SparseMarket(_clock) { Page = 100, SaysFirst = Start + (8 * Day) };
        for (var ask = 0; ask < 4; ask++)
        {
            await RunAsync(market, Btc15);

            // The first run already finds out that the answer was wrong, and asks for the whole history.
            Assert.Equal((Days * 96L) - 1, _file.Scalar<long>("SELECT count(*) FROM candles_15"));
            Assert.Empty(Ledger());
            _clock.Advance(TimeSpan.FromDays(2));
        }
    }

    [Fact]
    public async Task If_the_exchange_names_no_first_candle_every_page_is_requested()
    {
        var market = new SparseMarket(_clock) { Page = 100, Since = Start + (8 * Day) };
        await RunAsync(market, Btc15);
        Assert.Equal([$"{First}/{Start + (8 * Day)}/open/1/1"], Ledger());
        Assert.Equal((Days * 96) - 1, TimeRanges.Union(market.Asked.Select(a => a.Range)).Sum(r => r.Count(Interval.M15)));
    }

    [Fact]
    public async Task Confirmed_missing_candles_are_requested_again_after_a_day_a_week_and_a_month_with_spare_budget()
    {
        var market = new SparseMarket(_clock) { IsHole = t => t == Time(Btc15, 300) };
        foreach (var wait in (int[])[0, 5, 10])
        {
            _clock.Advance(TimeSpan.FromMinutes(wait));
            await RunAsync(market, Btc15);
        }

        Assert.Equal(["confirmed_missing/3"], Verdicts());
        foreach (var days in (int[])[1, 7, 30, 30])
        {
            _clock.Advance(TimeSpan.FromDays(days) - TimeSpan.FromSeconds(1));
            market.Asked.Clear();
            await RunAsync(market, Btc15);
            Assert.Empty(market.Asked);

            _clock.Advance(TimeSpan.FromSeconds(1));
            await RunAsync(market, Btc15);
            Assert.Equal([(Range(Btc15, 300, 301), RequestPriority.Spare)], market.Asked);
        }

        // Later the exchange has the candle after all.
        market.IsHole = _ => false;
        _clock.Advance(TimeSpan.FromDays(30));
        await RunAsync(market, Btc15);
        Assert.Equal(["filled/7"], Verdicts());
    }

    [Fact]
    public async Task A_search_requests_at_most_twenty_pages_of_confirmed_missing_candles_and_the_next_search_other_pages()
    {
        var market = new SparseMarket(_clock) { Page = 1, IsHole = t => t >= Time(Btc15, 300) && t < Time(Btc15, 360) && (t - Time(Btc15, 300)) % (2 * Interval.M15.Milliseconds) == 0 };
        foreach (var wait in (int[])[0, 5, 10])
        {
            _clock.Advance(TimeSpan.FromMinutes(wait));
            await RunAsync(market, Btc15);
        }

        _clock.Advance(TimeSpan.FromDays(1));
        market.Asked.Clear();
        await RunAsync(market, Btc15);
        Assert.Equal(20, market.Asked.Count);
        await RunAsync(market, Btc15);
        Assert.Equal(30, market.Asked.Distinct().Count());
        Assert.Equal(30, market.Asked.Count);
    }

    [Fact]
    public async Task A_users_run_requests_confirmed_missing_candles_at_once_and_delays_no_later_ask()
    {
        var market = new SparseMarket(_clock) { IsHole = t => t == Time(Btc15, 300) };
        foreach (var wait in (int[])[0, 5, 10])
        {
            _clock.Advance(TimeSpan.FromMinutes(wait));
            await RunAsync(market, Btc15);
        }

        var due = _file.Scalar<long>("SELECT next_ask_at FROM gaps WHERE verdict = 'confirmed_missing'");
        market.Asked.Clear();
        for (var i = 0; i < 5; i++)
            Assert.Equal(1, (await RunAsync(market, Btc15, byUser: true)).Plan.Requests);
        Assert.All(market.Asked, a => Assert.Equal((Range(Btc15, 300, 301), RequestPriority.Backfill), a));
        Assert.Equal(["confirmed_missing/3"], Verdicts());
        Assert.Equal(due, _file.Scalar<long>("SELECT next_ask_at FROM gaps WHERE verdict = 'confirmed_missing'"));

        market.IsHole = _ => false;
        Assert.Equal(1, (await RunAsync(market, Btc15, byUser: true)).Stored);
        Assert.Equal(["filled/3"], Verdicts());
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_makes_its_candle_unreadable_and_never_confirmed_missing()
    {
        var market = new SparseMarket(_clock) { IsBroken = t => t == Time(Btc15, 300) };
        for (var ask = 1; ask <= 6; ask++)
        {
            await RunAsync(market, Btc15);
            Assert.Equal([$"unreadable/{ask}"], Verdicts());
            _clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal("high below low", _file.Scalar<string>("SELECT reason FROM gaps WHERE verdict = 'unreadable'"));
        market.IsBroken = _ => false;
        await RunAsync(market, Btc15);
        Assert.Equal(["filled/6"], Verdicts());
    }

    [Fact]
    public async Task An_answer_with_a_row_without_an_open_time_does_not_count_as_an_ask()
    {
        var market = new SparseMarket(_clock) { IsHole = t => t == Time(Btc15, 400), IsBroken = t => t == Time(Btc15, 300), BreaksOpenTimes = true };
        for (var ask = 0; ask < 4; ask++)
        {
            await RunAsync(market, Btc15);
            _clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(["open/0", "open/0"], Verdicts());
    }

    [Fact]
    public async Task Candles_from_before_the_exchange_existed_are_not_missing()
    {
        var market = new SparseMarket(_clock) { Page = 1_000, Since = Start };
        await RunAsync(market, Btc15 with { Interval = Interval.D1 }, days: 30_000);
        Assert.Equal(ExchangeHistory.FirstDayOf(Exchange.Binance), _file.Scalar<long>("SELECT min(from_time) FROM gaps"));
        Assert.All(market.Asked, a => Assert.True(a.Range.From >= ExchangeHistory.FirstDayOf(Exchange.Binance)));
    }

    /// <summary>The lanes of the messages that the writer has handled since the last call, in order.</summary>
    private List<WriteLane> ReportedLanes()
    {
        var lanes = new List<WriteLane>();
        while (Monitor.HasMessages)
        {
            if (Monitor.ReceiveOne(TimeSpan.Zero) is StorageMonitorProtocol.WriteObserved write)
                lanes.Add(write.Lane);
        }

        return lanes;
    }

    private List<string> Ledger() =>
        _file.Query("SELECT concat_ws('/', from_time, to_time, verdict, asks, before_listing) FROM gaps WHERE verdict <> 'filled' ORDER BY from_time", r => r.GetString(0));

    private List<string> Verdicts() =>
        _file.Query("SELECT verdict || '/' || asks FROM gaps WHERE verdict <> 'filled' OR asks > 0 ORDER BY from_time", r => r.GetString(0));

    private async Task<(BackfillPlan Plan, long Stored, int Failed)> RunAsync(SparseMarket market, SeriesKey series, int days = Days, bool byUser = false, long? now = null)
    {
        var events = new ConcurrentQueue<RunEvent>();
        var context = new CollectorContext(
            new ExchangePlan(Exchange.Binance, new Uri("http://127.0.0.1:1"), days, [series.Symbol], [series.Interval]),
            market,
            _writer,
            _router,
            new CollectorOptions(),
            Periodic: false,
            _clock,
            Seed: 1,
            NullLogger.Instance);
        var job = new BackfillJob(
            context, RunId.New(), new BackfillOrder([series], days, SettleOlder: true, byUser), () => now ?? ExchangeNow, events.Enqueue, Sys.Materializer());
        await job.RunAsync(CancellationToken.None);

        var end = Assert.Single(events.OfType<RunEvent.Ended>()).End;
        Assert.True(end is { Failure: null, Cancelled: false }, $"{end}");
        var done = events.OfType<RunEvent.PageDone>().Select(p => p.Outcome).ToList();
        return (Assert.Single(events.OfType<RunEvent.Planned>()).Plan, done.Sum(o => (long)o.Stored), done.Count(o => o.Error is not null));
    }
}
