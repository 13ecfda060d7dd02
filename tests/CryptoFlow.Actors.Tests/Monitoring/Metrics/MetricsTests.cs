using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using CryptoFlow.Collectors.Funding;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Collectors.Sweep;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Monitoring.TestHealth;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;
using MeterInstrument = System.Diagnostics.Metrics.Instrument;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>The measurements that a listener of the meter receives.</summary>
public sealed class MetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MonitorBoard _board = new();
    private readonly StorageSamples _samples;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1500));
    private readonly MeterListener _listener = new();
    private readonly List<MeterInstrument> _instruments = [];
    private readonly List<(string Name, string Labels, double Value)> _seen = [];

    public MetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != CryptoFlowMeter.Name || !ReferenceEquals(instrument.Meter.Scope, _services.GetRequiredService<IMeterFactory>()))
                return;
            _instruments.Add(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((i, value, labels, _) => See(i, value, labels));
        _listener.SetMeasurementEventCallback<long>((i, value, labels, _) => See(i, value, labels));
        _listener.SetMeasurementEventCallback<int>((i, value, labels, _) => See(i, value, labels));
        _listener.Start();
        var meter = CryptoFlowMeter.Of(_services.GetRequiredService<IMeterFactory>());
        _samples = new StorageSamples(meter, readers: 2);
        _ = new HealthInstruments(meter, _board, AlertRules.For(new()), _time);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Every_instrument_has_a_name_of_the_program_a_unit_and_a_description()
    {
        Assert.NotEmpty(_instruments);
        Assert.All(_instruments, i =>
        {
            Assert.Matches("^cryptoflow(\\.[a-z]+(_[a-z]+)*)+$", i.Name);
            Assert.Matches("^(s|By|1|\\{[a-z]+\\})$", i.Unit);
            Assert.EndsWith(".", i.Description, StringComparison.Ordinal);
        });
        Assert.Equal(_instruments.Count, _instruments.Select(i => i.Name).Distinct().Count());
    }

    [Fact]
    public void Before_the_first_snapshot_only_metrics_without_a_snapshot_have_values()
    {
        Collect();
        Assert.All(_seen, m => Assert.Equal(("cryptoflow.db.lock.wait.max", 0.0), (m.Name, m.Value)));
        Assert.Equal(["connection=monitor", "connection=reader-1", "connection=reader-2", "connection=writer"], _seen.Select(m => m.Labels).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_kind_of_query_is_known_in_advance()
    {
        var queries = typeof(IReadMessage).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(IReadMessage)) && t.IsClass)
            .Select(t => ((IReadMessage)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(t)).Kind);
        Assert.Equal(queries.Order(StringComparer.Ordinal), HistogramShape.Queries.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_metrics_have_the_values_of_the_snapshot()
    {
        _board.Show(Well with
        {
            At = 1000,
            Status = HealthStatus.Degraded,
            Writer = Well.Writer with { QueueDepth = 3, RowsWritten = 50_000, BusyMs = 1500, IdleShare = 0.75 },
            Wal = Well.Wal with { Pages = 120, CheckpointedPages = 100, FileBytes = 4096, PagesMoved = 800, PinnedBy = new LockHolder("reader 1", TimeSpan.FromSeconds(3)) },
            LockWaits = Well.LockWaits.Add("reader-1", LockWaitHealth.None with { Busy = 1, Locked = 2 }),
            Components = [new ComponentHealth("wal", HealthStatus.Degraded, ["Pinned."])],
            File = new FileHealth(8192, null),
            Collectors =
            [
                Collector with
                {
                    PausedUntil = 1001,
                    BudgetUsed = 7,
                    Streams = new StreamState(StreamPhase.Live, null, 1, 2, 12, 11, 3, 100, new DroppedMessages(0, 0, 0, 4, 0), 5, 400, 0),
                    ExchangeTimeOffsetMs = 0,
                    Funding = new FundingState(
                        [
                            new ContractFunding("BTCUSDT", 400, 0.0001, 500, null, new CurrentFunding(-0.0002, 500, 42.5, 400), null, null),
                            new ContractFunding("ETHUSDT", null, null, null, null, null, "no answer", 300),
                        ], 7, 2),
                    Sweep = new SweepState(TimeSpan.FromHours(24), 0, 1, 9, ImmutableDictionary<SeriesKey, SeriesVerification>.Empty.Add(TestCandles.Btc15, new SeriesVerification(400, 0, 8, 6))) { Found = new FindingTotals(2, 3, 4, "") },
                },
            ],
            Series = [new SeriesHealth(new SeriesStats(TestCandles.Btc15, 42, 0, 0, 1), true, null, 5, 6)],
            Descriptors = new DescriptorHealth(120, 1024),
        }, _time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(0.5));
        _board.Show([new ActiveAlert("wal_large", AlertSeverity.Warning, 0, "", 1)]);
        Collect();

        Assert.Equal(3, Value("cryptoflow.db.writer.queue.depth"));
        Assert.Equal(50_000, Value("cryptoflow.db.writer.rows"));
        Assert.Equal(1.5, Value("cryptoflow.db.writer.busy.time"));
        Assert.Equal(0.75, Value("cryptoflow.db.writer.idle.ratio"));
        Assert.Equal(2, Value("cryptoflow.db.lock.refusals", "connection=reader-1,result=locked"));
        Assert.Equal(20, Value("cryptoflow.db.wal.backlog"));
        Assert.Equal(3, Value("cryptoflow.db.wal.pin.age"));
        Assert.Equal(800, Value("cryptoflow.db.checkpoint.pages"));
        Assert.Equal(1, Value("cryptoflow.health.status", "component=system"));
        Assert.Equal(1, Value("cryptoflow.health.status", "component=wal"));
        Assert.Equal(8192, Value("cryptoflow.db.file.size"));
        Assert.DoesNotContain(_seen, m => m.Name is "cryptoflow.db.disk.free" or "cryptoflow.series.lag");
        Assert.Equal(0.5, Value("cryptoflow.health.age"));
        Assert.Equal((120, 1024), (Value("cryptoflow.process.file_descriptors.open"), Value("cryptoflow.process.file_descriptors.limit")));
        Assert.Equal(1, Value("cryptoflow.collector.paused", "exchange=binance"));
        Assert.Equal(7, Value("cryptoflow.collector.budget.used", "exchange=binance"));
        Assert.Equal(1, Value("cryptoflow.collector.phase", "exchange=binance,phase=collecting"));
        Assert.Equal(0, Value("cryptoflow.collector.phase", "exchange=binance,phase=waiting"));
        Assert.Equal(42, Value("cryptoflow.series.candles", "exchange=binance,symbol=BTCUSDT,interval=15m"));
        Assert.Equal(6, Value("cryptoflow.series.gaps", "exchange=binance,symbol=BTCUSDT,interval=15m,verdict=confirmed_missing"));
        Assert.Equal(0.6, Value("cryptoflow.series.verification.age", "exchange=binance,symbol=BTCUSDT,interval=15m"));
        Assert.Equal(0.75, Value("cryptoflow.series.verification.share", "exchange=binance,symbol=BTCUSDT,interval=15m"));
        Assert.Equal(2, Value("cryptoflow.collector.findings", "exchange=binance,kind=fault"));
        Assert.Equal(3, Value("cryptoflow.collector.findings", "exchange=binance,kind=roll_up"));
        Assert.Equal(4, Value("cryptoflow.collector.findings", "exchange=binance,kind=contradiction"));
        Assert.Equal(0, Value("cryptoflow.series.verification.never", "exchange=binance,symbol=BTCUSDT,interval=15m"));
        Assert.Equal(9, Value("cryptoflow.collector.revisions", "exchange=binance"));
        Assert.Equal((1, 2), (Value("cryptoflow.stream.connections", "exchange=binance"), Value("cryptoflow.stream.connections.wanted", "exchange=binance")));
        Assert.Equal((12, 11), (Value("cryptoflow.stream.series", "exchange=binance"), Value("cryptoflow.stream.series.live", "exchange=binance")));
        Assert.Equal((3, 100, 5), (Value("cryptoflow.stream.reconnects", "exchange=binance"), Value("cryptoflow.stream.messages", "exchange=binance"), Value("cryptoflow.stream.closed", "exchange=binance")));
        Assert.Equal(0.6, Value("cryptoflow.stream.age", "exchange=binance"));
        Assert.Equal(4, Value("cryptoflow.stream.dropped", "exchange=binance,reason=late"));
        Assert.Equal(1, Value("cryptoflow.stream.phase", "exchange=binance,phase=live"));
        Assert.Equal((2, 0, 0), (Value("cryptoflow.funding.contracts", "exchange=binance"), Value("cryptoflow.funding.contracts.late", "exchange=binance"), Value("cryptoflow.funding.contracts.failing", "exchange=binance")));
        Assert.Equal((7, 2), (Value("cryptoflow.funding.rates", "exchange=binance"), Value("cryptoflow.funding.failures", "exchange=binance")));
        Assert.Equal((0.0001, 0.6), (Value("cryptoflow.funding.rate", "exchange=binance,symbol=BTCUSDT"), Value("cryptoflow.funding.age", "exchange=binance,symbol=BTCUSDT")));
        Assert.Equal((-0.0002, 42.5), (Value("cryptoflow.funding.estimate", "exchange=binance,symbol=BTCUSDT"), Value("cryptoflow.funding.mark.price", "exchange=binance,symbol=BTCUSDT")));
        Assert.Single(_seen, m => m.Name == "cryptoflow.funding.age");
        Assert.Equal(1, Value("cryptoflow.alert.active", "alert=wal_large,severity=warning"));
        Assert.Equal(0, Value("cryptoflow.alert.active", "alert=disk_low,severity=error"));
        Assert.Equal(_seen.Count, _seen.Select(m => (m.Name, m.Labels)).Distinct().Count());
    }

    [Fact]
    public void Each_sample_is_recorded_in_seconds()
    {
        _samples.Add(new WriteObserved(
            WriteLane.Backfill, null, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(5), Waited(300), WriteRefusal.StorageUnavailable, 0, null));
        Assert.Equal(0.02, Value("cryptoflow.db.writer.queue.time", "lane=backfill"));
        Assert.Equal(0.005, Value("cryptoflow.db.writer.handler.time", "lane=backfill"));
        Assert.Equal(1, Value("cryptoflow.db.writer.messages", "lane=backfill,result=storage_unavailable"));
        Assert.Equal(0.3, Value("cryptoflow.db.lock.wait", "connection=writer"));

        _samples.Add(Read(2, ReadOutcome.Expired, Waited(40)));
        Assert.Equal(0.001, Value("cryptoflow.db.reader.queue.time"));
        Assert.Equal(0.002, Value("cryptoflow.db.reader.query.time", "query=gaps,outcome=expired"));
        Assert.Equal(0.04, Value("cryptoflow.db.lock.wait", "connection=reader-2"));

        _samples.Add(new CheckpointObserved(new CheckpointOutcome(CheckpointMode.Truncate, true, 5, 2, 2, TimeSpan.FromMilliseconds(50))));
        Assert.Equal(0.05, Value("cryptoflow.db.checkpoint.duration", "mode=truncate,busy=true"));
    }

    [Fact]
    public void A_wait_of_0_and_a_refused_query_are_in_no_histogram()
    {
        _samples.Add(Read(1, ReadOutcome.Answered, default));
        _samples.Add(Read(0, ReadOutcome.Refused, default));
        Assert.Single(_seen, m => m.Name == "cryptoflow.db.reader.query.time");
        Assert.DoesNotContain(_seen, m => m.Name == "cryptoflow.db.lock.wait");
    }

    [Fact]
    public void The_longest_wait_is_that_since_the_last_collection()
    {
        foreach (var ms in (int[])[20, 300, 10])
            _samples.AddMonitorWait(Waited(ms));
        Collect();
        Assert.Equal(0.3, Value("cryptoflow.db.lock.wait.max", "connection=monitor"));
        Collect();
        Assert.Equal(0, Value("cryptoflow.db.lock.wait.max", "connection=monitor"));
    }

    private static LockWait Waited(int ms) => new(TimeSpan.FromMilliseconds(ms));

    private static ReadObserved Read(int reader, ReadOutcome outcome, LockWait wait) =>
        new(reader, "gaps", TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), wait, outcome);

    private List<(string Name, string Labels, double Value)> Collect()
    {
        _seen.Clear();
        _listener.RecordObservableInstruments();
        return _seen;
    }

    private double Value(string name, string labels = "") => _seen.Last(m => m.Name == name && m.Labels == labels).Value;

    private void See(MeterInstrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels) =>
        _seen.Add((instrument.Name, string.Join(',', labels.ToArray().Select(l => $"{l.Key}={l.Value}")), value));
}
