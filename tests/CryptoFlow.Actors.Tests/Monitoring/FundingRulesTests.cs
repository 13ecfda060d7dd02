using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Funding;
using static CryptoFlow.Monitoring.TestHealth;

namespace CryptoFlow.Monitoring;

/// <summary>When funding rates that do not come degrade the health.</summary>
public class FundingRulesTests
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;

    /// <summary>2025-06-15 16:00 UTC.</summary>
    private const long Due = 1_750_003_200_000;

    private static readonly ContractFunding Btc = new(
        "BTCUSDT", Due - (8 * Hour), 0.0001, Due, new TimeRange(0, Due - (5 * Minute)), new CurrentFunding(0.0002, Due, 100, Due - Minute), null, null);

    private static IEnumerable<string> Sentences(ContractFunding contract, long now, CollectorPhase phase = CollectorPhase.Collecting) => FundingRules
        .Evaluate(Collector with { Phase = phase, ExchangeTimeOffsetMs = 0, Funding = new FundingState([contract], 1, 0) }, now)
        .Select(f => $"{f.Component} {f.Status}: {f.Reason}");

    [Theory]
    [InlineData(11, false)]
    [InlineData(12, true)]
    public void A_settlement_that_is_due_and_not_stored_degrades_the_health_after_twelve_minutes(int minutes, bool isFound) => Assert.Equal(
        isFound ? ["binance Degraded: Binance: a settlement of BTCUSDT was due at 2025-06-15 16:00 UTC and is not stored (HTTP 502). The collector asks again."] : [],
        Sentences(Btc with { Failure = "HTTP 502." }, Due + (minutes * Minute)));

    /// <summary>Exchanges change the interval of a contract without notice.</summary>
    [Fact]
    public void A_settlement_that_the_exchange_has_proven_not_to_exist_is_not_late() =>
        Assert.Empty(Sentences(Btc with { Complete = new TimeRange(0, Due + Minute) }, Due + (3 * Hour)));

    [Fact]
    public void Looks_that_fail_for_long_are_named_with_the_reason_and_the_begin() => Assert.Equal(
        ["binance Degraded: Binance: funding rates or mark prices of BTCUSDT could not be read since 2025-06-15 15:00 UTC (no answer). The collector asks again."],
        Sentences(Btc with { Failure = "no answer", FailingSince = Due - Hour }, Due));

    [Fact]
    public void While_the_exchange_itself_does_not_answer_its_rates_are_not_named_too() =>
        Assert.Empty(Sentences(Btc, Due + Hour, CollectorPhase.Waiting));

    [Fact]
    public void Present_values_are_stale_after_five_minutes_and_before_the_first_answer()
    {
        Assert.False(Btc.IsStaleAt(Due + (4 * Minute) - 1));
        Assert.True(Btc.IsStaleAt(Due + (4 * Minute)));
        Assert.True((Btc with { Current = null }).IsStaleAt(Due));
    }
}
