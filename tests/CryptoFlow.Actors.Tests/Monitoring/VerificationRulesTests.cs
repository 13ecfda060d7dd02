using System.Collections.Immutable;
using CryptoFlow.Collectors.Sweep;
using CryptoFlow.Storage;
using static CryptoFlow.Monitoring.TestHealth;

namespace CryptoFlow.Monitoring;

/// <summary>The age of the oldest comparison, and when health mentions it.</summary>
public sealed class VerificationRulesTests
{
    private const long Hour = 3_600_000;

    [Theory]
    [InlineData(72, 80, 0)]
    [InlineData(73, 80, 1)]
    [InlineData(73, 72, 0)] // The server was off before, so it has had less than three periods of time.
    public void A_comparison_older_than_three_periods_is_a_reason_once_the_server_has_had_that_time(int age, int uptime, int reasons)
    {
        var found = VerificationRules.Evaluate(Swept(new SeriesVerification(-age * Hour, 0), startedAt: -uptime * Hour)).ToList();

        Assert.Equal(reasons, found.Count);
        Assert.All(found, f => Assert.Equal(
            $"1 series of Binance have candles that were not compared with the exchange for more than 3 times 24 hours, such as BINANCE:BTCUSDT 15m (for {age} hours).", f.Reason));
    }

    [Fact]
    public void A_page_that_was_never_compared_has_waited_since_the_start()
    {
        Assert.Empty(VerificationRules.Evaluate(Swept(new SeriesVerification(0, 1), startedAt: -72 * Hour)));
        Assert.Single(VerificationRules.Evaluate(Swept(new SeriesVerification(0, 1), startedAt: -73 * Hour)));
    }

    [Fact]
    public void The_age_is_by_the_exchanges_clock_and_not_known_before_each_page_was_compared()
    {
        var health = Swept(new SeriesVerification(-Hour, 0), startedAt: -5 * Hour);
        health = health with { Collectors = [health.Collectors[0] with { ExchangeTimeOffsetMs = 2 * Hour }] };
        Assert.Equal(new VerificationHealth(TimeSpan.FromHours(3), 0) { Found = FindingTotals.None }, VerificationHealth.Of(health));
        Assert.Equal(new VerificationHealth(TimeSpan.FromHours(3), 0), VerificationHealth.Of(TestCandles.Btc15, health));

        Assert.Equal(new VerificationHealth(null, 2) { Found = FindingTotals.None }, VerificationHealth.Of(Swept(new SeriesVerification(-Hour, 2), 0)));
        Assert.Null(VerificationHealth.Of(Well));
    }

    [Fact]
    public void Rows_that_nothing_repairs_are_a_reason_and_a_contradiction_of_the_exchange_is_none()
    {
        var health = Swept(new SeriesVerification(0, 0), startedAt: 0);
        Assert.Empty(VerificationRules.Evaluate(With(health, new FindingTotals(0, 3, 4, null))));
        Assert.Contains("verify --repair", Assert.Single(VerificationRules.Evaluate(With(health, new FindingTotals(1, 0, 0, "one")))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_share_is_of_the_candles_that_were_compared_within_30_days() =>
        Assert.Equal(0.25, VerificationHealth.Of(Swept(new SeriesVerification(0, 0, Candles: 400, Verified: 100), 0))!.VerifiedShare);

    private static SystemHealth With(SystemHealth health, FindingTotals found) =>
        health with { Collectors = [health.Collectors[0] with { Sweep = health.Collectors[0].Sweep! with { Found = found } }] };

    [Fact]
    public void A_comparison_that_is_too_old_is_a_reason_in_health() => Assert.Contains(
        HealthRules.Evaluate(Swept(new SeriesVerification(-73 * Hour, 0), startedAt: -80 * Hour), new HealthContext(null, null, TimeSpan.FromMinutes(1))),
        f => f.Reason.Contains("were not compared with the exchange", StringComparison.Ordinal));

    private static SystemHealth Swept(SeriesVerification verification, long startedAt) => Well with
    {
        Collectors =
        [
            Collector with
            {
                Sweep = new SweepState(
                    TimeSpan.FromHours(24), startedAt, 1, 0, ImmutableDictionary<SeriesKey, SeriesVerification>.Empty.Add(TestCandles.Btc15, verification)),
            },
        ],
    };
}
