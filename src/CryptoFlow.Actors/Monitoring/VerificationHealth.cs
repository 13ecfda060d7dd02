using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Sweep;

namespace CryptoFlow.Monitoring;

/// <summary>How long ago stored history was compared with its exchange.</summary>
/// <param name="OldestAge">Time since the comparison of the page that has waited longest; null where some page was not compared yet.</param>
/// <param name="NeverCompared">Pages that were not compared yet.</param>
public sealed record VerificationHealth(TimeSpan? OldestAge, int NeverCompared)
{
    /// <summary>Of one series; null where the sweep does not know it.</summary>
    public static VerificationHealth? Of(SeriesKey series, SystemHealth health) =>
        CollectorOf(health, series.Exchange) is { Sweep: { } sweep } collector && sweep.Series.TryGetValue(series, out var verification)
            ? Of(verification, NowOf(collector, health.At))
            : null;

    /// <summary>Of all series together; null where nothing is swept.</summary>
    public static VerificationHealth? Of(SystemHealth health)
    {
        var all = health.Collectors.Where(c => c.Sweep is not null)
            .SelectMany(c => c.Sweep!.Series.Values.Select(v => Of(v, NowOf(c, health.At)))).ToList();
        var never = all.Sum(v => v.NeverCompared);
        return all.Count == 0 ? null : new VerificationHealth(never > 0 ? null : all.Max(v => v.OldestAge), never);
    }

    /// <summary>The exchange's clock at a moment of ours, both ms UTC.</summary>
    internal static long NowOf(CollectorState collector, long at) => at + (collector.ExchangeTimeOffsetMs ?? 0);

    private static VerificationHealth Of(SeriesVerification verification, long now) => new(
        verification is { NeverCompared: 0, OldestAt: { } at } ? TimeSpan.FromMilliseconds(Math.Max(0, now - at)) : null,
        verification.NeverCompared);

    private static CollectorState? CollectorOf(SystemHealth health, Exchange exchange) => health.Collectors.FirstOrDefault(c => c.Exchange == exchange);
}

/// <summary>When the sweep is so far behind that an operator has to know. Pure.</summary>
internal static class VerificationRules
{
    /// <summary>Periods that may pass: a day without the exchange, or a stopped server, is made up for in the next one.</summary>
    private const int PeriodsTolerated = 3;

    public static IEnumerable<HealthFinding> Evaluate(SystemHealth health)
    {
        foreach (var collector in health.Collectors)
        {
            if (collector.Sweep is not { } sweep)
                continue;
            var now = VerificationHealth.NowOf(collector, health.At);
            var tolerated = now - (long)(sweep.Period * PeriodsTolerated).TotalMilliseconds;

            // What was never compared has waited since the start, as far as anybody knows.
            var late = sweep.Series
                .Select(s => (s.Key, Since: s.Value.NeverCompared > 0 ? sweep.StartedAt : s.Value.OldestAt ?? now))
                .Where(s => s.Since < tolerated)
                .ToList();

            // The time before the start does not count: the server may have been off.
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
