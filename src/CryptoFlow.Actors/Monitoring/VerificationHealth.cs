using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Sweep;

namespace CryptoFlow.Monitoring;

/// <summary>How long ago the stored history was compared with the exchange's history.</summary>
/// <param name="OldestAge">Time since the oldest comparison of a page; null if a page was never compared.</param>
/// <param name="NeverCompared">Number of pages that were never compared.</param>
public sealed record VerificationHealth(TimeSpan? OldestAge, int NeverCompared)
{
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
        return all.Count == 0 ? null : new VerificationHealth(never > 0 ? null : all.Max(v => v.OldestAge), never);
    }

    /// <summary>Converts a time of our clock to the exchange's clock, both ms UTC.</summary>
    internal static long NowOf(CollectorState collector, long at) => at + (collector.ExchangeTimeOffsetMs ?? 0);

    private static VerificationHealth Of(SeriesVerification verification, long now) => new(
        verification is { NeverCompared: 0, OldestAt: { } at } ? TimeSpan.FromMilliseconds(Math.Max(0, now - at)) : null,
        verification.NeverCompared);

    private static CollectorState? CollectorOf(SystemHealth health, Exchange exchange) => health.Collectors.FirstOrDefault(c => c.Exchange == exchange);
}

/// <summary>The rule by which a late sweep degrades the health. Pure.</summary>
internal static class VerificationRules
{
    /// <summary>A page may wait this many periods. So a day without the exchange, or with the server stopped, can be made up for in the next period.</summary>
    private const int PeriodsTolerated = 3;

    public static IEnumerable<HealthFinding> Evaluate(SystemHealth health)
    {
        foreach (var collector in health.Collectors)
        {
            if (collector.Sweep is not { } sweep)
                continue;
            var now = VerificationHealth.NowOf(collector, health.At);
            var tolerated = now - (long)(sweep.Period * PeriodsTolerated).TotalMilliseconds;

            // For pages that were never compared, the wait counts from the start of the program: an earlier wait is not known.
            var late = sweep.Series
                .Select(s => (s.Key, Since: s.Value.NeverCompared > 0 ? sweep.StartedAt : s.Value.OldestAt ?? now))
                .Where(s => s.Since < tolerated)
                .ToList();

            // No finding until the program itself has run for that long: the server may have been off before.
            if (late.Count == 0 || sweep.StartedAt >= tolerated)
                continue;
            var oldest = late.MinBy(s => s.Since);
            yield return new HealthFinding(
                collector.Exchange.ToWireName(),
                HealthStatus.Degraded,
                $"{late.Count} series of {collector.Exchange} have candles that were not compared with the exchange for more than {PeriodsTolerated} times {sweep.Period.TotalHours:0} hours, such as {oldest.Key} (for {(now - oldest.Since) / 3_600_000} hours).");
        }
    }
}
