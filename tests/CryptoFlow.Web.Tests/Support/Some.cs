using System.Collections.Immutable;
using CryptoFlow.Collectors;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>Values for tests.</summary>
internal static class Some
{
    public const long Start = 1_700_000_100_000;

    public static SeriesKey Btc { get; } = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);

    public static SeriesKey Eth { get; } = new(new Instrument(Exchange.Bybit, "ETHUSDT"), Interval.H1);

    /// <summary>The database id of scripted pages.</summary>
    public static string DatabaseId { get; } = new('0', 32);

    public static Candle CandleAt(long time, double close = 101) => new(time, 100, 102.5, 99.5, close, 12.5, 7.5, 5, 2.5, 321);

    /// <summary><paramref name="count"/> candles of 15m, from this open time on.</summary>
    public static ImmutableArray<Candle> Candles(int count, long first = Start) =>
        [.. Enumerable.Range(0, count).Select(i => CandleAt(Interval.M15.Floor(first) + (i * Interval.M15.Milliseconds)))];

    public static ReaderProtocol.CandlesRead Read(SeriesKey series, ImmutableArray<Candle> candles, long version = 7, bool hasOlder = false, bool known = true) =>
        new(series, known, candles, hasOlder, version, DatabaseId);

    public static SystemHealth Health(HealthStatus status = HealthStatus.Ok, bool open = true, params string[] reasons) => new(
        status,
        [.. reasons],
        1_700_000_000_123,
        ImmutableSortedDictionary<Interval, long>.Empty.Add(Interval.M15, 70_080).Add(Interval.M1, 5),
        new WriterHealth(
            open,
            null,
            3,
            9,
            1,
            100,
            50_000,
            2,
            ImmutableSortedDictionary<string, DurationStats>.Empty.Add("Sync", new DurationStats(4, 1.5, 2.5)),
            ImmutableSortedDictionary<string, DurationStats>.Empty.Add("Backfill", new DurationStats(6, 7.5, 8.5))),
        new ReadersHealth(2, 1, 0, 4, 1000, 1, 2, 3, new DurationStats(1000, 0.1, 5), new DurationStats(1000, 0.5, 9)),
        new WalHealth(120, 100, 4_194_304, new CheckpointOutcome(CheckpointMode.Passive, true, 120, 100, 90, TimeSpan.FromMilliseconds(12)), 1_700_000_000_000, 8, 1, 800, new LockHolder("python3 (process 47)", TimeSpan.FromSeconds(12), 47)),
        ImmutableSortedDictionary<string, LockWaitHealth>.Empty
            .Add("writer", LockWaitHealth.None with { Waits = 2, Busy = 1, MeanMs = 30, MaxMs = 50 })
            .Add("reader-1", LockWaitHealth.None with { Waits = 1, MeanMs = 5, MaxMs = 5 })
            .Add("reader-2", LockWaitHealth.None with { Waits = 3, Locked = 1, MeanMs = 1, MaxMs = 2 }),
        [
            new CollectorState(Exchange.Binance, CollectorPhase.Collecting, null, -12, ImmutableDictionary<string, string>.Empty.Add("OLDUSDT", "SETTLING"), Run(RunId.New(), BackfillPhase.Running), 1_700_000_000_000, 10, 1, 2, 3, 4, 500, 2400, null),
        ],
        [new SeriesHealth(new SeriesStats(Btc, 70_080, Start, Start + 900_000, 7), true, 0, 1, 2)])
    {
        Components = [new ComponentHealth("wal", HealthStatus.Degraded, ["Pinned."]), new ComponentHealth("binance", HealthStatus.Ok, [])],
    };

    public static BackfillRun Run(RunId id, BackfillPhase phase, Exchange exchange = Exchange.Binance, bool planned = true) => new(
        id,
        exchange,
        phase,
        planned ? new BackfillPlan(71, 710, 70_080, TimeSpan.FromSeconds(20)) : null,
        [new SeriesProgress(new SeriesKey(new Instrument(exchange, "BTCUSDT"), Interval.M15), 71, 40, 70_080, 40_000, 39_000, 1)],
        1_700_000_000_000,
        phase is BackfillPhase.Planning or BackfillPhase.Running ? null : 1_700_000_010_000,
        TimeSpan.FromSeconds(9),
        null);
}
