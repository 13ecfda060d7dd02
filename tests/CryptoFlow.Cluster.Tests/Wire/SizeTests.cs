using System.Collections.Immutable;
using System.Runtime.Serialization;
using CryptoFlow.Cluster.Forming;
using CryptoFlow.Cluster.Wire;
using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Funding;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Collectors.Sweep;
using CryptoFlow.Market;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Monitor.DayRecord;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using Xunit.Abstractions;
using static CryptoFlow.Cluster.Forming.FormingProtocol;
using static CryptoFlow.Cluster.Tests.Wire.CandleColumnTests;

namespace CryptoFlow.Cluster.Tests.Wire;

/// <summary>The largest message of each kind fits into a frame. DESIGN.md has the sizes.</summary>
public sealed class SizeTests(ITestOutputHelper output)
{
    /// <summary>Rows of the largest answer (ReaderProtocol: 1 to 5000).</summary>
    private const int Rows = 5_000;

    private const long Now = 1_764_000_000_000;

    private static readonly SeriesKey Series = new(new Instrument(Exchange.Binance, "1000000MOGUSDT"), Interval.D1);
    private static readonly TraderKey Trader = new("NO_ML", Series.Instrument, new string('p', 1_000));
    private static readonly Channel Channel = new(1.1, 2.2, 1_000, 1_000);
    private static readonly Signal Signal = new(Now, TradeDirection.Short, "BREAKOUT_RETEST", 1.1, 2.2, 3.3, 4.4, Channel);
    private static readonly Position Position = new(Signal, 10_000.1, 5_000, Now);
    private static readonly Trade Trade = new(Position, Now, 1.1, ExitReason.Timeout, 1.1, 2.2, 3.3, 4.4, 5.5);

    private readonly WireScene _wire = new();

    [Fact]
    public void A_page_to_write_and_a_page_to_read_have_the_stated_sizes()
    {
        var write = Size(new WriterProtocol.WriteCandles(
            WriteId.New(), WriteLane.Backfill, ChangeSource.Backfill, RunId.New(), Series, Page(WriterProtocol.MaxCandlesPerMessage), TimeSpan.FromMinutes(1), new PageComparison(new TimeRange(Now, Now), Now)));
        var read = Size(new ReaderProtocol.CandlesRead(Series, true, Page(Rows), true, 5_000_000, Guid.NewGuid().ToString()));

        Assert.InRange(write, 100_000, 102_000);
        Assert.InRange(read, 334_000, 336_000);
    }

    [Fact]
    public void The_largest_answer_of_each_query_fits()
    {
        var gap = new GapRecord(1_000_000, Series, new TimeRange(Now, Now), GapVerdict.Unreadable, 1_000, true, Now, Now, Now, Now, new string('r', 70));
        Fits(new ReaderProtocol.GapsRead(Many(gap, Rows), Many(new ReaderProtocol.GapTotal(GapVerdict.Open, 1_000_000), 5)));
        Fits(new ReaderProtocol.FundingRatesRead(Series.Instrument, Many(new FundingRate(Now, 1.1, 2.2), Rows), true, new TimeRange(Now, Now), Guid.NewGuid().ToString()));
        Fits(new ReaderProtocol.SignalsRead(Many(new StoredSignal(1_000_000, Signal), Rows)));
        Fits(new ReaderProtocol.TradesRead(Many(new StoredTrade(1_000_000, Position, Trade), Rows)));
        Fits(new ReaderProtocol.EquityRead(Many(new EquityPoint(Now, 1.1, 2.2), Rows)));

        // A signal a candle for 50 days of 15m candles.
        Fits(new ReaderProtocol.TraderRead(Trader, new TraderRecord(
            Now, Now, Rows, new Account(1.1, 2.2, 3.3, 1, 1, 1), Many(new StoredTrade(1, Position, null), 50), Many(new StoredSignal(1_000_000, Signal), Rows), [])));

        // The commits of paper traders, and as many candles as the last page allows.
        var trader = Trader with { Parameters = new string('p', 600) };
        var outcome = new CandleOutcome(Now, Channel, Signal, [Trade], [Position], new Account(1.1, 2.2, 3.3, 1, 1, 1));
        var stamp = new CommitStamp(1_000, 1_000_000_000);
        var head = new CommitHead(1_000, stamp, Guid.NewGuid().ToString());
        var most = ReaderProtocol.ReadCommits.MostCandles + WriterProtocol.MaxCandlesPerMessage;
        Fits(new ReaderProtocol.CommitsRead(
            stamp,
            [new WriterProtocol.CandlesCommitted(Series, WriteLane.Backfill, Page(most), 5_000_000, head.DatabaseId) { Stamp = stamp }],
            Many(new WriterProtocol.TraderStepCommitted(trader, outcome, 1_000_000) { Stamp = stamp }, ReaderProtocol.ReadCommits.MostCommits - 1),
            head));

        // Ten years of 1m candles in pages of 1,000.
        const int Pages = 5_300;
        var pages = Enumerable.Range(0, Pages).Select(i => new PageComparison(new TimeRange(Now + (i * 60_000_000L), Now + ((i + 1) * 60_000_000L)), Now + (i % 2 * 900_000_000L)));
        Fits(new ReaderProtocol.ComparisonsRead(Many(new SeriesComparisons(Series, Now, [.. pages]), ReaderProtocol.ReadComparisons.MostSeries)));
    }

    [Fact]
    public void The_largest_report_of_the_storage_fits_and_that_of_the_default_set_is_small()
    {
        StorageObserved Of(int series)
        {
            var keys = Enumerable.Range(0, series).Select(i => new SeriesKey(new Instrument(Exchange.Binance, $"1000000MOG{i}USDT"), Interval.D1)).ToList();
            return StorageObserved.Nothing with
            {
                Series = keys.ToImmutableDictionary(k => k, k => new SeriesStats(k, 1_000_000, Now, Now, 1_000_000)),
                Gaps = keys.ToImmutableDictionary(k => k, _ => new GapCounts(1_000, 1_000, new UnreadableCandles(1_000, 1_000, Now, new string('r', 70)))),
            };
        }

        Assert.InRange(Size(Of(16)), 0, 5_000);
        Fits(Of(4_000));
    }

    [Fact]
    public void The_largest_answer_of_the_storage_monitor_fits()
    {
        var held = new HeldLock("process 1234567 (python3)", true, Now, Now, true);
        var waited = new WaitedMessages($"Backfill {Series}", Now, Now, 1_000, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), 1_000);
        var run = new CheckpointsRun(CheckpointMode.Truncate, true, Now, Now, 1_000, 1_000_000, 1_000_000, TimeSpan.FromMinutes(1));

        Fits(new StorageRecordRead(
            Now,
            Many(held, StorageRecordRead.MostOfEach),
            Many(waited, StorageRecordRead.MostOfEach),
            Many(run, StorageRecordRead.MostOfEach),
            Many(new RunningRead(1, $"the search for holes in {Series}", TimeSpan.FromMinutes(1)), 16)));
    }

    /// <summary>400 symbols at all intervals: more than any exchange's limits allow to collect.</summary>
    [Fact]
    public void The_state_of_a_collector_of_thousands_of_series_fits()
    {
        var all = (from i in Enumerable.Range(0, 400) from interval in Interval.All select new SeriesKey(new Instrument(Exchange.Binance, $"1000{i}USDT"), interval)).ToArray();
        var run = new BackfillRun(
            RunId.New(),
            Exchange.Binance,
            BackfillPhase.Running,
            new BackfillPlan(1_000_000, 5_000_000, 1_000_000_000, TimeSpan.FromDays(3), true),
            [.. all.Select(s => new SeriesProgress(s, 5_000, 5_000, 5_000_000, 5_000_000, 5_000_000, 1_000, 1_000_000))],
            Now,
            null,
            TimeSpan.FromDays(1),
            "busy");
        var sweep = new SweepState(TimeSpan.FromDays(30), Now, 1_000_000, 1_000, all.ToImmutableDictionary(s => s, _ => new SeriesVerification(Now, 5_000)));

        var state = new CollectorState(
            Exchange.Binance, CollectorPhase.Collecting, null, 10, ImmutableDictionary<string, string>.Empty, run, Now, 1, 1, 1, 1, 1, 1, 1, null);
        var contract = new ContractFunding("1000BTCUSDT", Now, 0.0001, Now, new TimeRange(Now, Now), new CurrentFunding(0.0001, Now, 1, Now), new string('f', 200), Now);
        Fits(new CollectorProtocol.CollectorReported(state with { Sweep = sweep, Funding = new FundingState(Many(contract, 400), 1, 1) }));
        Fits(new CollectorProtocol.BackfillStatus(Many(run, 3)));
    }

    /// <summary>What a node with web clients gets of the forming candles in a second. <c>docs/architecture.md</c> states the figures.</summary>
    [Theory]
    [InlineData(40, 1_900, 3_500)]
    [InlineData(360, 16_500, 18_500)]
    public void The_traffic_of_forming_candles_is_bounded_by_the_number_of_series(int count, int atRest, int watched)
    {
        Assert.InRange(BytesPerSecond(count, wanted: 0), atRest * 0.8, atRest);
        Assert.InRange(BytesPerSecond(count, wanted: 4), atRest, watched);
        output.WriteLine($"{count} series, all wanted: {BytesPerSecond(count, count):N0} bytes a second");
    }

    [Fact]
    public void The_forming_candles_of_thousands_of_series_fit()
    {
        var series = SeriesOf(4_000);
        Fits(new FormingShown(Exchange.Binance, true, [.. series.Select(s => new ShownCandle(s, Forming(1)))], []));
        Fits(new FormingWanted([.. series]));
    }

    /// <summary>All series of three exchanges change all the time, so each message about all series has all of them.</summary>
    private double BytesPerSecond(int count, int wanted)
    {
        var (board, series) = (new FormingBoard(), SeriesOf(count));
        var (changes, ticks, bytes) = (new FormingChanges(board), 0, 0L);
        const int Seconds = 20;
        for (var time = TimeSpan.Zero; time < TimeSpan.FromSeconds(Seconds); time += ChangesEvery, ticks++)
        {
            foreach (var key in series)
                board.Show(key, Forming(ticks));
            var messages = ticks % 8 == 0 ? changes.OfAll() : wanted == 0 ? [] : changes.Of([.. series.Take(wanted)]);
            bytes += messages.Sum(m => _wire.Serializer.ToBinary(m).Length);
        }

        output.WriteLine($"{count} series, {wanted} wanted: {bytes / Seconds:N0} bytes a second");
        return bytes / (double)Seconds;
    }

    private static FormingCandle Forming(int price) => new(new Candle(Now, 67_123.4 + price, 67_200.1, 67_000.2, 67_123.4 + price, 1_234.567, 600.1, 634.467, -34.367, 12_345), Now + 12_345);

    private static List<SeriesKey> SeriesOf(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new SeriesKey(new Instrument(ExchangeNames.All[i % 3], $"COIN{i / 18}USDT"), Interval.All[i / 3 % 6]))];

    [Fact]
    public void A_message_above_the_limit_is_refused_before_it_is_sent()
    {
        var message = new ReaderProtocol.ReadRefused(ReadRefusal.Failed, new string('d', WireLimits.MaxMessageBytes), TimeSpan.Zero);

        Assert.Throws<SerializationException>(() => _wire.Serializer.ToBinary(message));
        Assert.Equal(1, _wire.Counters.RefusedFor(WireRefusal.TooLarge));
        Assert.Equal(0, _wire.Counters.Written);
    }

    private static ImmutableArray<T> Many<T>(T item, int count) => [.. Enumerable.Repeat(item, count)];

    private void Fits(object message) => Assert.InRange(Size(message), 1, WireLimits.MaxMessageBytes);

    private int Size(object message)
    {
        var bytes = _wire.Serializer.ToBinary(message).Length;
        output.WriteLine($"{message.GetType().Name}: {bytes:N0} bytes");
        return bytes;
    }
}
