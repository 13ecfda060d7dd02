using System.Collections.Immutable;
using CryptoFlow.Collectors;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Monitor;
using static CryptoFlow.Monitoring.TestHealth;

namespace CryptoFlow.Monitoring;

/// <summary>Each test breaks one thing and checks the sentence in health.</summary>
public sealed class HealthRulesTests
{
    private static readonly HealthContext Context = new(null, null, PollInterval: TimeSpan.FromSeconds(60));

    [Fact]
    public void A_healthy_snapshot_gives_no_finding() => Assert.Empty(HealthRules.Evaluate(Well, Context));

    [Fact]
    public void A_writer_that_cannot_write_is_unhealthy_with_its_reason() =>
        AssertOne(HealthStatus.Unhealthy, "The database cannot be written: disk is full", Well with { Writer = Well.Writer with { Failure = "disk is full" } });

    [Fact]
    public void A_writer_that_has_not_opened_is_unhealthy() =>
        AssertOne(HealthStatus.Unhealthy, "not opened the database yet", Well with { Writer = Well.Writer with { Open = false } });

    [Theory]
    [InlineData(4.9, HealthStatus.Ok)]
    [InlineData(5, HealthStatus.Degraded)]
    [InlineData(59.9, HealthStatus.Degraded)]
    [InlineData(213, HealthStatus.Unhealthy)]
    public void The_age_of_a_snapshot_is_a_reason_of_its_own(double seconds, HealthStatus status)
    {
        var aged = HealthRules.WithAge(HealthRules.Judge(Well, Context), TimeSpan.FromSeconds(seconds));
        Assert.Equal(status, aged.Status);
        Assert.Equal(status, Assert.Single(aged.Components, c => c.Name == HealthRules.MonitorComponent).Status);
        Assert.Equal<string>(status == HealthStatus.Ok ? [] : [$"The monitor's last figures are {(long)seconds} s old. All figures here are from that time."], aged.Reasons);
    }

    [Theory]
    [InlineData(849, 1000L, HealthStatus.Ok)]
    [InlineData(850, 1000L, HealthStatus.Degraded)]
    [InlineData(null, null, HealthStatus.Ok)]
    [InlineData(5000, null, HealthStatus.Ok)] // No limit.
    public void File_descriptors_that_are_nearly_used_up_are_degraded(int? open, long? limit, HealthStatus status) =>
        Assert.Equal(status, HealthRules.Judge(Well with { Descriptors = new DescriptorHealth(open, limit) }, Context).Status);

    [Fact]
    public void An_unknown_file_system_that_was_allowed_is_named_and_the_status_stays_as_it_is()
    {
        var health = HealthRules.Judge(Well, Context with { FileSystemNote = "The database lies on fuse.rclone." });
        Assert.Equal((HealthStatus.Ok, "The database lies on fuse.rclone."), (health.Status, Assert.Single(health.Reasons)));
    }

    [Fact]
    public void No_reader_is_unhealthy() =>
        AssertOne(HealthStatus.Unhealthy, "No reader", Well with { Readers = Well.Readers with { Count = 0 } });

    [Fact]
    public void A_lock_timeout_degrades_the_health_for_a_minute()
    {
        AssertOne(HealthStatus.Degraded, "write lock", Well, TimeSpan.FromSeconds(59));
        Assert.Empty(HealthRules.Evaluate(Well, Context with { SinceLockTimeout = TimeSpan.FromSeconds(60) }));
    }

    [Fact]
    public void A_WAL_above_its_bound_degrades_the_health()
    {
        AssertOne(HealthStatus.Degraded, "more than 64 MB", Well with { Wal = Well.Wal with { FileBytes = HealthRules.WalBound + 1 } });
        Assert.Empty(HealthRules.Evaluate(Well with { Wal = Well.Wal with { FileBytes = HealthRules.WalBound } }, Context));
    }

    [Fact]
    public void An_exchange_that_does_not_answer_is_degraded_with_its_reason() =>
        AssertOne(HealthStatus.Degraded, "Binance: 503", Well with { Collectors = [Collector with { Phase = CollectorPhase.Waiting, Detail = "503" }] });

    [Fact]
    public void A_long_pause_of_an_exchange_degrades_the_health_until_it_ends()
    {
        var until = Well.At + 3_600_000;
        AssertOne(HealthStatus.Degraded, "IP banned", Well with { Collectors = [Collector with { PausedUntil = until, Detail = "IP banned" }] });
        Assert.Empty(HealthRules.Evaluate(Well with { Collectors = [Collector with { PausedUntil = Well.At + 5_000 }] }, Context));
    }

    [Fact]
    public void A_refusal_degrades_the_health_until_the_end_of_its_pause_and_a_far_end_is_named()
    {
        var refused = Collector with { Phase = CollectorPhase.Waiting, Detail = "Binance: HTTP 429" };
        AssertOne(HealthStatus.Degraded, "Binance gets no requests until", Well with { Collectors = [refused with { PausedUntil = Well.At + 11_000 }] });
        AssertOne(HealthStatus.Degraded, "Binance: HTTP 429", Well with { Collectors = [refused with { PausedUntil = Well.At + 5_000 }] });
    }

    [Fact]
    public void Queries_that_failed_on_the_file_degrade_the_health_for_a_minute()
    {
        var finding = Assert.Single(HealthRules.Evaluate(Well, Context with { SinceReadFailure = TimeSpan.FromSeconds(59) }));
        Assert.Equal(HealthStatus.Degraded, finding.Status);
        Assert.Empty(HealthRules.Evaluate(Well, Context with { SinceReadFailure = TimeSpan.FromSeconds(60) }));
    }

    [Fact]
    public void Symbols_that_an_exchange_does_not_trade_are_named() => AssertOne(
        HealthStatus.Degraded,
        "these symbols that should be collected: AUSDT (unknown), BUSDT (delisted)",
        Well with { Collectors = [Collector with { UnknownSymbols = ImmutableDictionary<string, string>.Empty.Add("BUSDT", "delisted").Add("AUSDT", "unknown") }] });

    [Theory]
    [InlineData(15, 3, true)]
    [InlineData(15, 2, false)]
    [InlineData(1, 3, false)] // Three minutes are three syncs.
    [InlineData(1, 4, true)]
    public void A_series_is_late_after_more_than_two_candles_and_three_syncs(int minutes, long lag, bool late)
    {
        var health = HealthRules.Judge(Well with { Series = [Series(new Interval(minutes), lag)] }, Context);
        Assert.Equal(late, health.Series[0].Behind);
        Assert.Equal(late ? HealthStatus.Degraded : HealthStatus.Ok, health.Status);
        Assert.Equal(late ? 1 : 0, health.Reasons.Length);
    }

    [Fact]
    public void A_series_that_is_not_collected_or_empty_or_of_an_unknown_clock_is_not_late()
    {
        var series = Series(Interval.M15, 99);
        var health = HealthRules.Judge(
            Well with { Series = [series with { Collected = false }, series with { LagCandles = null }, series with { Stats = series.Stats with { NewestTime = null } }] }, Context);
        Assert.Empty(health.Reasons);
        Assert.DoesNotContain(health.Series, s => s.Behind);
    }

    [Theory]
    [InlineData(4.9, null, null)]
    [InlineData(5, null, "A message has waited 5 s for the writer")]
    [InlineData(206, null, "A message has waited 206 s for the writer")]
    [InlineData(0, 59, "waited longer than 5 s for the writer within the last minute")]
    [InlineData(0, 60, null)]
    public void A_message_that_waits_for_longer_than_five_seconds_is_a_reason_also_while_it_waits(double waits, int? secondsSinceLongWait, string? reason)
    {
        var health = Well with { Writer = Well.Writer with { OldestWait = TimeSpan.FromSeconds(waits) } };
        var context = Context with { SinceLongWait = secondsSinceLongWait is { } s ? TimeSpan.FromSeconds(s) : null };

        var findings = HealthRules.Evaluate(health, context).ToList();

        Assert.Equal(reason is null ? 0 : 1, findings.Count);
        Assert.All(findings, f => Assert.Contains(reason!, f.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_that_cannot_be_read_are_named_with_their_series_and_the_newest_of_them() => AssertOne(
        HealthStatus.Degraded,
        "BINANCE:BTCUSDT 15m (3 candles, the newest of 2023-11-14 00:00 UTC: high below low)",
        Well with { Series = [Series(Interval.M15, 0) with { Unreadable = new UnreadableCandles(2, 3, 1_699_920_000_000, "high below low") }] });

    [Fact]
    public void Many_late_series_are_one_sentence_that_names_five() =>
        AssertOne(HealthStatus.Degraded, "and 2 more", Well with { Series = [.. Enumerable.Repeat(Series(Interval.M15, 9), 7)] });

    [Fact]
    public void Another_program_that_holds_the_write_lock_is_named_while_it_does()
    {
        AssertOne(HealthStatus.Degraded, "python3 (process 47) has held the database's write lock for 12 s", LockedFor(TimeSpan.FromSeconds(12.9)), TimeSpan.FromSeconds(1));
        Assert.Empty(HealthRules.Evaluate(LockedFor(TimeSpan.FromSeconds(1.9)), Context));

        static SystemHealth LockedFor(TimeSpan age) => Well with { Writer = Well.Writer with { LockHeldBy = new LockHolder("python3 (process 47)", age, 47) } };
    }

    [Fact]
    public void A_snapshot_that_prevents_a_WAL_reset_is_named_with_its_holder()
    {
        AssertOne(HealthStatus.Degraded, "Reader 2 with candles has held one snapshot of the database for 11 s; the WAL (70 MB)", Pinned(TimeSpan.FromSeconds(11), 70));
        AssertOne(HealthStatus.Degraded, "for 1 s; the WAL (65 MB)", Pinned(TimeSpan.FromSeconds(1), 65));
        Assert.Empty(HealthRules.Evaluate(Pinned(TimeSpan.FromSeconds(9), 60), Context));
        Assert.Empty(HealthRules.Evaluate(Pinned(TimeSpan.FromMinutes(9), 1), Context));

        static SystemHealth Pinned(TimeSpan age, long megabytes) =>
            Well with { Wal = Well.Wal with { FileBytes = megabytes * 1024 * 1024, PinnedBy = new LockHolder("reader 2 with candles", age, Reader: 2) } };
    }

    [Fact]
    public void A_damaged_file_is_unhealthy_and_the_damage_is_named() =>
        Assert.Equal(
            new HealthFinding(HealthRules.ReadersComponent, HealthStatus.Unhealthy, "The database file is damaged: malformed"),
            Assert.Single(HealthRules.Evaluate(Well, Context with { Damage = "malformed" })));

    [Theory]
    [InlineData("Binance: Connection refused", "Binance: Connection refused")]
    [InlineData("Connection refused", "Binance: Connection refused")]
    [InlineData(null, "Binance: not answering")]
    public void An_exchange_that_does_not_answer_is_named_once(string? detail, string reason)
    {
        var waiting = TestHealth.Collector with { Phase = Collectors.CollectorPhase.Waiting, Detail = detail };
        Assert.Equal(reason, Assert.Single(HealthRules.Evaluate(Well with { Collectors = [waiting] }, Context)).Reason);
    }

    [Fact]
    public void A_file_that_the_monitor_cannot_read_is_degraded() =>
        Assert.Contains("disk I/O error", Assert.Single(HealthRules.Evaluate(Well, Context with { ProbeFailure = "disk I/O error" })).Reason, StringComparison.Ordinal);

    [Fact]
    public void Every_component_has_its_verdict_and_the_whole_is_the_worst_of_them()
    {
        var health = HealthRules.Judge(
            Well with
            {
                Writer = Well.Writer with { Failure = "disk is full" },
                Collectors = [Collector with { Phase = CollectorPhase.Waiting, Detail = "503" }, Collector with { Exchange = Exchange.Bybit }],
            },
            Context);

        Assert.Equal(
            [
                ("writer", HealthStatus.Unhealthy, 1), ("readers", HealthStatus.Ok, 0), ("wal", HealthStatus.Ok, 0),
                ("monitor", HealthStatus.Ok, 0), ("process", HealthStatus.Ok, 0),
                ("binance", HealthStatus.Degraded, 1), ("bybit", HealthStatus.Ok, 0), ("series", HealthStatus.Ok, 0),
            ],
            health.Components.Select(c => (c.Name, c.Status, c.Reasons.Length)));
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Equal(health.Reasons, health.Components.SelectMany(c => c.Reasons));
    }

    private static SystemHealth Judged(SystemHealth health) => HealthRules.Judge(health, Context);

    private static SeriesHealth Series(Interval interval, long lag) =>
        new(new SeriesStats(TestCandles.Btc15 with { Interval = interval }, 1, 0, 0, 1), Collected: true, lag, 0, 0);

    private static void AssertOne(HealthStatus status, string reason, SystemHealth health, TimeSpan? sinceLockTimeout = null)
    {
        var finding = Assert.Single(HealthRules.Evaluate(Judged(health), Context with { SinceLockTimeout = sinceLockTimeout }));
        Assert.Equal(status, finding.Status);
        Assert.Contains(reason, finding.Reason, StringComparison.Ordinal);
    }
}
