using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Streams;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Collectors;

/// <summary>Backfills never request candles that retention has removed. 40 days are stored, 10 days are kept.</summary>
public sealed class RetainedHistoryTests : StorageTest
{
    private const int DaysStored = 40;
    private const int CandlesOfDay = 96;

    private static readonly RetentionRules Rules = new(ImmutableSortedDictionary<Interval, int>.Empty.Add(Interval.M15, 10));
    private static readonly long Boundary = Time(Btc15, 30 * CandlesOfDay);
    private static readonly long ExchangeNow = Time(Btc15, DaysStored * CandlesOfDay) + 30_000;

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(ExchangeNow));
    private readonly IActorRef _writer;
    private readonly IActorRef _router;
    private readonly ForeignConnection _file;

    public RetainedHistoryTests()
        : base(settings => settings with { Retention = Rules })
    {
        _file = Database.Foreign();
        _writer = StartWriter();
        AwaitTrue(() => SettledOpen(_writer));
        _router = StartRouter(_writer, CreateTestProbe());
        AwaitTrue(() => Shared.Readers.Reported is not null);
        for (var first = 0; first < DaysStored * CandlesOfDay; first += 960)
            AskFor<CandlesWritten>(_writer, WriterMessages.Write(Btc15, Page(Btc15, first, 960)));
    }

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A process with the rules knows the boundary by itself; a command without them reads the boundary in the file.</summary>
    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, false)]
    [InlineData(false, true, true)]
    public async Task A_run_does_not_request_candles_that_retention_has_removed(bool knowsTheRules, bool byUser, bool compares)
    {
        // A row of the ledger that was open before the removal, which a run would settle.
        _file.Execute($"INSERT INTO gaps (symbol, interval, from_time, to_time, verdict, found_at) VALUES ('BINANCE:BTCUSDT', 15, {Time(Btc15, -50)}, {Time(Btc15, 0)}, 'open', 0)");
        RemoveAll();
        var market = new SparseMarket(_clock);

        await RunAsync(market, knowsTheRules, byUser, compares);

        Assert.All(market.Asked, asked => Assert.True(asked.Range.From >= Boundary, $"{asked.Range}"));
        Assert.Equal(compares, !market.Asked.IsEmpty);
        Assert.Equal(Boundary, _file.Scalar<long>("SELECT min(time) FROM candles_15"));
        Assert.Equal(0, _file.Scalar<long>("SELECT count(*) FROM gaps WHERE verdict <> 'filled'"));
    }

    [Fact]
    public async Task A_hole_after_the_boundary_of_retention_is_filled()
    {
        RemoveAll();
        _file.Execute($"DELETE FROM candles_15 WHERE time = {Time(Btc15, 35 * CandlesOfDay)}");
        var market = new SparseMarket(_clock);

        await RunAsync(market, knowsTheRules: true, byUser: false, compares: false);

        Assert.Equal(10L * CandlesOfDay, _file.Scalar<long>("SELECT count(*) FROM candles_15"));
    }

    private void RemoveAll()
    {
        OldCandlesRemoved step;
        do
            step = AskFor<OldCandlesRemoved>(_writer, new RemoveOldCandles(WriteId.New(), RunId.New(), TimeSpan.MaxValue));
        while (step.More);
        Assert.Equal(Boundary, step.KeptFrom);
    }

    private async Task RunAsync(SparseMarket market, bool knowsTheRules, bool byUser, bool compares)
    {
        var events = new ConcurrentQueue<RunEvent>();
        var context = new CollectorContext(
            new ExchangePlan(Exchange.Binance, new Uri("http://127.0.0.1:1"), 60, [Btc15.Symbol], [Btc15.Interval]) { Retention = knowsTheRules ? Rules : RetentionRules.None },
            market,
            _writer,
            _router,
            new CollectorOptions(),
            Periodic: false,
            _clock,
            Seed: 1,
            NullLogger.Instance);
        var order = new BackfillOrder([Btc15], 60, SettleOlder: true, byUser, compares);
        await new BackfillJob(context, RunId.New(), order, () => ExchangeNow, events.Enqueue, Sys.Materializer()).RunAsync(CancellationToken.None);
        var end = Assert.Single(events.OfType<RunEvent.Ended>()).End;
        Assert.True(end is { Failure: null, Cancelled: false }, $"{end}");
    }
}
