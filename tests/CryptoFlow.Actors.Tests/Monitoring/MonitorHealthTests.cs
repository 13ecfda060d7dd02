using Akka.Actor;
using CryptoFlow.Collectors;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Retention;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Monitoring;

public sealed class MonitorHealthTests : MonitorTest
{
    [Fact]
    public void Rows_are_right_within_a_tick_after_another_program_deleted_some()
    {
        Store(Btc15, 0, 50);
        Store(Btc60, 0, 5);
        StartAllWell();
        Assert.Equal((50L, 5L), Rows());

        using var foreign = Database.Foreign();
        foreign.Execute($"DELETE FROM candles_15 WHERE time < {TestCandles.Time(Btc15, 20)}");
        Tick();

        Assert.Equal((30L, 5L), Rows());
        var stats = Health().Series.Single(s => s.Stats.Series == Btc15).Stats;
        Assert.Equal((30L, TestCandles.Time(Btc15, 20), TestCandles.Time(Btc15, 49)), (stats.Rows, stats.OldestTime, stats.NewestTime));
    }

    [Fact]
    public void A_report_of_the_writer_counts_at_once_unless_a_newer_observation_of_the_file_is_known()
    {
        Store(Btc15, 0, 50);
        StartAllWell();
        Subject.Tell(Written(new SeriesStats(Btc15, 60, TestCandles.Time(Btc15, 0), TestCandles.Time(Btc15, 59), 2)));
        Assert.Equal(60, Rows().Quarters);

        Subject.Tell(Written(new SeriesStats(Btc15, 50, TestCandles.Time(Btc15, 0), TestCandles.Time(Btc15, 49), 1)));
        Assert.Equal(60, Rows().Quarters);
    }

    [Fact]
    public void Every_configured_interval_and_series_is_listed_from_the_start()
    {
        var health = Health();
        Assert.Equal([Interval.M15, Interval.H1, Interval.H4, Interval.D1], health.RowsByInterval.Keys);
        Assert.Equal(40, health.Series.Length);
        Assert.All(health.Series, s => Assert.True(s is { Collected: true, Stats.Rows: 0, LagCandles: null }));
    }

    [Fact]
    public void Retention_is_shown_as_reported_and_is_absent_if_candles_are_kept_for_ever()
    {
        StartAllWell();
        Assert.Null(Health().Retention);
        var status = new RetentionStatus(new RetentionRules(RetentionRules.None.Days.Add(Interval.M15, 30)), TestCandles.Start) { Failure = "Busy: locked." };

        Subject.Tell(new RetentionReported(status));
        Assert.Equal((status, HealthStatus.Degraded), (Health().Retention, Health().Status));

        Subject.Tell(new RetentionReported(status with { Rules = RetentionRules.None }));
        Assert.Equal((null, HealthStatus.Ok), (Health().Retention, Health().Status));
    }

    [Fact]
    public void Gaps_are_counted_by_series_and_verdict()
    {
        using (var store = new SqliteWriteStore(Database.OpenWriter(), Database.Settings))
        {
            var findings = new GapFindings(Range(Btc15, 0, 9), [Range(Btc15, 1, 2), Range(Btc15, 4, 6)], [Range(Btc15, 4, 6)], false, 1, new GapPolicy(1, TimeSpan.FromMinutes(5)));
            store.Record(WriterMessages.Record(Btc15, findings));
        }

        StartAllWell();

        var series = Health().Series.ToDictionary(s => s.Stats.Series, s => (s.OpenGaps, s.ConfirmedMissing));
        Assert.Equal((1, 1), series[Btc15]);
        Assert.Equal((0, 0), series[Btc60]);
    }

    [Fact]
    public void Lag_is_counted_in_closed_candles_by_the_clock_of_the_exchange()
    {
        Store(Btc15, 0, 10);
        StartAllWell();
        Assert.Null(Lag());
        var grace = TimeSpan.FromSeconds(2);

        Time.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(TestCandles.Time(Btc15, 11)) + grace - TimeSpan.FromMilliseconds(1));
        SystemMonitor.Tell(new CollectorProtocol.CollectorReported(TestHealth.Collector));
        Assert.Equal(0, Lag());
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, Lag());
        SystemMonitor.Tell(new CollectorProtocol.CollectorReported(TestHealth.Collector with { ExchangeTimeOffsetMs = -1 }));
        Assert.Equal(0, Lag());

        long? Lag() => Health().Series.Single(s => s.Stats.Series == Btc15).LagCandles;
    }

    [Fact]
    public void Waits_times_and_refusals_are_added_up()
    {
        StartAllWell();
        Subject.Tell(new WriteObserved(
            WriteLane.Sync, Btc15, TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(8), new LockWait(TimeSpan.FromMilliseconds(300)), null, 3, null));
        Subject.Tell(new WriteObserved(
            WriteLane.Sync, Btc15, TimeSpan.FromMilliseconds(6), TimeSpan.FromMilliseconds(2), new LockWait(TimeSpan.FromMilliseconds(500), LockRefusal.Busy), WriteRefusal.Busy, 0, null));
        foreach (var outcome in (ReadOutcome[])[ReadOutcome.Answered, ReadOutcome.Answered, ReadOutcome.Interrupted, ReadOutcome.Expired, ReadOutcome.Refused, ReadOutcome.Failed])
            Subject.Tell(new ReadObserved(1, "candles", TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), default, outcome));

        var health = Health();

        Assert.Equal((1L, 3L, 1L), (health.Writer.MessagesCommitted, health.Writer.RowsWritten, health.Writer.Rejected));
        Assert.Equal(new DurationStats(2, 5, 6), health.Writer.QueueTimeByLane["sync"]);
        Assert.Equal(new DurationStats(2, 5, 8), health.Writer.HandlerTimeByLane["sync"]);
        Assert.True(health.LockWaits["writer"] is { Waits: 2, Busy: 1, MeanMs: 400, MaxMs: 500 });
        Assert.Equal((2L, 1L, 1L, 1L, 1L), (health.Readers.Answered, health.Readers.Interrupted, health.Readers.Expired, health.Readers.Refused, health.Readers.Failed));
        Assert.Equal(new DurationStats(5, 2, 2), health.Readers.HandlerTime);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Collection(
            health.Reasons,
            reason => Assert.Contains("write lock", reason, StringComparison.Ordinal),
            reason => Assert.Contains("Queries failed", reason, StringComparison.Ordinal));
        Time.Advance(HealthRules.LockTimeoutMemory);
        Assert.Equal(HealthStatus.Ok, Health().Status);
    }

    [Fact]
    public void A_change_of_health_is_logged_once()
    {
        StartAllWell();
        Tick();
        Assert.Empty(Logger.Lines);

        Subject.Tell(new WriterConditionChanged("The disk is full."));
        Tick();
        Tick();
        var line = Assert.Single(Logger.Lines);
        Assert.Equal((4001, true), (line.Event, line.Text.Contains("The disk is full.", StringComparison.Ordinal)));

        Subject.Tell(new WriterConditionChanged(null));
        Tick();
        Tick();
        Assert.Equal([4001, 4002], Logger.Lines.Select(l => l.Event));
    }

    [Fact]
    public void Failed_observations_of_the_file_are_logged_rarely_and_health_is_still_answered()
    {
        Store(Btc15, 0, 5);
        var away = Database.Path + ".away";
        File.Move(Database.Path, away);
        StartAllWell();
        Tick();
        Assert.Equal(0, Rows().Quarters);
        Assert.Equal([4003, 4001], Logger.Lines.Select(l => l.Event));
        Assert.Contains("The monitor cannot read the database", Assert.Single(Health().Reasons), StringComparison.Ordinal);

        File.Move(away, Database.Path);
        Tick();
        Assert.Equal(5, Rows().Quarters);
        Assert.Equal(HealthStatus.Ok, Health().Status);
    }

    [Fact]
    public void Once_its_connection_is_closed_it_is_not_opened_again()
    {
        StartAllWell();
        AskFor<StorageMonitorProtocol.ProbeClosed>(Subject, StorageMonitorProtocol.CloseProbe.Instance);
        Subject.Tell(new WriterOpened(1), Writer);
        Health();
        Tick();
        Tick();
        Time.Advance(CheckpointPolicy.LeastPause);
        Subject.Tell(Written(new SeriesStats(TestCandles.Btc15, 1, TestCandles.Start, TestCandles.Start, 1)));
        Health();
        if (OperatingSystem.IsLinux())
            Assert.Empty(OpenDescriptors.Of(Database.Path));
    }

    private (long Quarters, long Hours) Rows()
    {
        var rows = Health().RowsByInterval;
        return (rows[Interval.M15], rows[Interval.H1]);
    }

    private static WriteObserved Written(SeriesStats stats) =>
        new(WriteLane.Sync, stats.Series, TimeSpan.Zero, TimeSpan.Zero, default, null, 1, stats);
}
