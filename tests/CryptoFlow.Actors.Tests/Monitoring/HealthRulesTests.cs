using System.Collections.Immutable;
using CryptoFlow.Collectors;
using CryptoFlow.Storage;
using static CryptoFlow.Monitoring.TestHealth;

namespace CryptoFlow.Monitoring;

/// <summary>One thing wrong at a time, and its sentence.</summary>
public sealed class HealthRulesTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(60);

    [Fact]
    public void Nothing_is_said_when_all_is_well() => Assert.Empty(HealthRules.Evaluate(Well, null, Poll));

    [Fact]
    public void A_writer_that_cannot_write_is_unhealthy_with_its_reason() =>
        AssertOne(HealthStatus.Unhealthy, "The database cannot be written: disk is full", Well with { Writer = Well.Writer with { Failure = "disk is full" } });

    [Fact]
    public void A_writer_that_has_not_opened_is_unhealthy() =>
        AssertOne(HealthStatus.Unhealthy, "not opened the database yet", Well with { Writer = Well.Writer with { Open = false } });

    [Fact]
    public void No_reader_is_unhealthy() =>
        AssertOne(HealthStatus.Unhealthy, "No reader", Well with { Readers = Well.Readers with { Count = 0 } });

    [Fact]
    public void A_lock_that_was_waited_for_in_vain_is_remembered_for_a_minute()
    {
        AssertOne(HealthStatus.Degraded, "write lock", Well, TimeSpan.FromSeconds(59));
        Assert.Empty(HealthRules.Evaluate(Well, TimeSpan.FromSeconds(60), Poll));
    }

    [Fact]
    public void A_log_above_its_bound_is_degraded()
    {
        AssertOne(HealthStatus.Degraded, "more than 64 MB", Well with { Wal = Well.Wal with { FileBytes = HealthRules.WalBound + 1 } });
        Assert.Empty(HealthRules.Evaluate(Well with { Wal = Well.Wal with { FileBytes = HealthRules.WalBound } }, null, Poll));
    }

    [Fact]
    public void An_exchange_that_does_not_answer_is_degraded_with_its_reason() =>
        AssertOne(HealthStatus.Degraded, "Binance: 503", Well with { Collectors = [Collector with { Phase = CollectorPhase.Waiting, Detail = "503" }] });

    [Fact]
    public void An_exchange_that_rests_for_long_after_a_refusal_is_degraded_until_it_goes_on()
    {
        var until = Well.At + 3_600_000;
        AssertOne(HealthStatus.Degraded, "IP banned", Well with { Collectors = [Collector with { PausedUntil = until, Detail = "IP banned" }] });
        Assert.Empty(HealthRules.Evaluate(Well with { Collectors = [Collector with { PausedUntil = Well.At + 5_000 }] }, null, Poll));
    }

    [Fact]
    public void Queries_that_failed_on_the_file_are_remembered_for_a_minute()
    {
        var finding = Assert.Single(HealthRules.Evaluate(Well, null, Poll, TimeSpan.FromSeconds(59)));
        Assert.Equal(HealthStatus.Degraded, finding.Status);
        Assert.Empty(HealthRules.Evaluate(Well, null, Poll, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Symbols_that_an_exchange_does_not_trade_are_named() => AssertOne(
        HealthStatus.Degraded,
        "these configured symbols: AUSDT (unknown), BUSDT (delisted)",
        Well with { Collectors = [Collector with { UnknownSymbols = ImmutableDictionary<string, string>.Empty.Add("BUSDT", "delisted").Add("AUSDT", "unknown") }] });

    [Theory]
    [InlineData(15, 3, true)]
    [InlineData(15, 2, false)]
    [InlineData(1, 3, false)] // Three minutes are three syncs.
    [InlineData(1, 4, true)]
    public void A_series_is_late_after_more_than_two_candles_and_three_syncs(int minutes, long lag, bool late)
    {
        var findings = HealthRules.Evaluate(Well with { Series = [Series(Interval.FromMinutes(minutes), lag)] }, null, Poll).ToList();
        Assert.Equal(late, findings is [{ Status: HealthStatus.Degraded }]);
        Assert.Equal(late ? 1 : 0, findings.Count);
    }

    [Fact]
    public void A_series_that_is_not_collected_or_empty_or_of_an_unknown_clock_is_not_late()
    {
        var series = Series(Interval.M15, 99);
        Assert.Empty(HealthRules.Evaluate(
            Well with { Series = [series with { Collected = false }, series with { LagCandles = null }, series with { Stats = series.Stats with { NewestTime = null } }] }, null, Poll));
    }

    [Fact]
    public void Many_late_series_are_one_sentence_that_names_five() =>
        AssertOne(HealthStatus.Degraded, "and 2 more", Well with { Series = [.. Enumerable.Repeat(Series(Interval.M15, 9), 7)] });

    private static SeriesHealth Series(Interval interval, long lag) =>
        new(new SeriesStats(TestCandles.Btc15 with { Interval = interval }, 1, 0, 0, 1), Collected: true, lag, 0, 0);

    private static void AssertOne(HealthStatus status, string reason, SystemHealth health, TimeSpan? sinceLockTimeout = null)
    {
        var finding = Assert.Single(HealthRules.Evaluate(health, sinceLockTimeout, Poll));
        Assert.Equal(status, finding.Status);
        Assert.Contains(reason, finding.Reason, StringComparison.Ordinal);
    }
}
