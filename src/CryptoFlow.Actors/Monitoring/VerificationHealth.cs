using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Sweep;

namespace CryptoFlow.Monitoring;

/// <summary>How long ago the stored history was compared with the exchange's history.</summary>
/// <param name="OldestAge">Time since the oldest comparison of a page; null if a page was never compared.</param>
/// <param name="NeverCompared">Number of pages that were never compared.</param>
public sealed record VerificationHealth(TimeSpan? OldestAge, int NeverCompared)
{
    /// <summary>
    /// Share of the stored candles that were compared within <see cref="SeriesVerification.VerifiedWithinDays"/> days, 0 to 1; null if none is stored.
    /// </summary>
    public double? VerifiedShare { get; init; }

    /// <summary>The findings of the checks of the stored candles; null for a single series.</summary>
    public FindingTotals? Found { get; init; }

    /// <summary>The result for one series; null if the sweep does not include the series.</summary>
    public static VerificationHealth? Of(SeriesKey series, SystemHealth health) =>
        CollectorOf(health, series.Exchange) is { Sweep: { } sweep } collector && sweep.Series.TryGetValue(series, out var verification)
            ? Of(verification, NowOf(collector, health.At))
            : null;

    /// <summary>The result for all series together; null if no series is swept.</summary>
    public static VerificationHealth? Of(SystemHealth health)
    {
        var all = health.Collectors.Where(c => c.Sweep is not null)
            .SelectMany(c => c.Sweep!.Series.Values.Select(v => Of(v, NowOf(c, health.At)))).ToList();
        var never = all.Sum(v => v.NeverCompared);
        if (all.Count == 0)
            return null;
        var sweeps = health.Collectors.Select(c => c.Sweep).OfType<SweepState>().ToList();
        var series = sweeps.SelectMany(s => s.Series.Values).ToList();
        return new VerificationHealth(never > 0 ? null : all.Max(v => v.OldestAge), never)
        {
            VerifiedShare = ShareOf(series.Sum(s => s.Verified), series.Sum(s => s.Candles)),
            Found = new FindingTotals(
                sweeps.Sum(s => s.Found.Faults),
                sweeps.Sum(s => s.Found.RollUps),
                sweeps.Sum(s => s.Found.Contradictions),
                sweeps.Select(s => s.Found.First).FirstOrDefault(f => f is not null)),
        };
    }

    /// <summary>Converts a time of our clock to the exchange's clock, both ms UTC.</summary>
    internal static long NowOf(CollectorState collector, long at) => at + (collector.ExchangeTimeOffsetMs ?? 0);

    private static VerificationHealth Of(SeriesVerification verification, long now) => new(
        verification is { NeverCompared: 0, OldestAt: { } at } ? TimeSpan.FromMilliseconds(Math.Max(0, now - at)) : null,
        verification.NeverCompared)
    {
        VerifiedShare = ShareOf(verification.Verified, verification.Candles),
    };

    private static double? ShareOf(long verified, long candles) => candles == 0 ? null : (double)verified / candles;

    private static CollectorState? CollectorOf(SystemHealth health, Exchange exchange) => health.Collectors.FirstOrDefault(c => c.Exchange == exchange);
}

/// <summary>The rules by which a late sweep, and rows that the sweep cannot repair, degrade the health. Pure.</summary>
internal static class VerificationRules
{
    /// <summary>A page may wait for this many periods. So if the exchange or the server is down for a day, the sweep can catch up in the next period.</summary>
    private const int PeriodsTolerated = 3;

    public static IEnumerable<HealthFinding> Evaluate(SystemHealth health)
    {
        foreach (var collector in health.Collectors)
        {
            if (collector.Sweep is not { } sweep)
                continue;
            if (sweep.Found is { Faults: > 0 } found)
                yield return new HealthFinding(collector.Exchange.ToWireName(), HealthStatus.Degraded, SentenceOf(collector.Exchange, found));
            var now = VerificationHealth.NowOf(collector, health.At);
            var tolerated = now - (long)(sweep.Period * PeriodsTolerated).TotalMilliseconds;

            // For a page that was never compared, the wait counts from the start of the program, because an earlier begin is not known.
            var late = sweep.Series
                .Select(s => (s.Key, Since: s.Value.NeverCompared > 0 ? sweep.StartedAt : s.Value.OldestAt ?? now))
                .Where(s => s.Since < tolerated)
                .ToList();

            // There is no finding before the program has run for this time, because the server may have been off before.
            if (late.Count == 0 || sweep.StartedAt >= tolerated)
                continue;
            var oldest = late.MinBy(s => s.Since);
            yield return new HealthFinding(
                collector.Exchange.ToWireName(),
                HealthStatus.Degraded,
                $"{late.Count} series of {collector.Exchange} have candles that were not compared with the exchange for more than {PeriodsTolerated} times {sweep.Period.TotalHours:0} hours, such as {oldest.Key} (for {(now - oldest.Since) / 3_600_000} hours).");
        }
    }

    /// <summary>Says which stored rows are not candles, and how to repair them.</summary>
    public static string SentenceOf(Exchange exchange, FindingTotals found) =>
        $"{found.Faults} stored rows of {exchange} cannot be candles, such as {found.First}. The command verify --repair replaces them with the exchange's values.";
}
