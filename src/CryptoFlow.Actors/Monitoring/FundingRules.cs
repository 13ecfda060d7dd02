using System.Collections.Immutable;
using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Funding;

namespace CryptoFlow.Monitoring;

/// <summary>The rules by which missing funding rates degrade the health. A paper trader that charges funding waits for the rates. Pure.</summary>
public static class FundingRules
{
    /// <summary>Maximum number of symbols that a sentence names.</summary>
    private const int MostNamed = 5;

    /// <param name="collector">The collector. If it does not collect at all, another finding says so, and these rules find nothing.</param>
    /// <param name="now">The system's clock, ms UTC.</param>
    public static IEnumerable<HealthFinding> Evaluate(CollectorState collector, long now)
    {
        if (collector.Funding is not { } funding || collector.Phase != CollectorPhase.Collecting)
            yield break;
        var exchangeNow = ExchangeNow(collector, now);
        var late = funding.Contracts.Where(c => c.IsLateAt(exchangeNow)).ToImmutableArray();
        if (!late.IsEmpty)
            yield return Finding(collector, $"a settlement of {Named(late)} was due at {Text(late.Min(c => c.DueAt!.Value))} UTC and is not stored{Why(late)}. The collector asks again.");

        var failing = funding.Contracts.Where(c => c.IsFailingAt(exchangeNow) && !c.IsLateAt(exchangeNow)).ToImmutableArray();
        if (!failing.IsEmpty)
            yield return Finding(collector, $"funding rates or mark prices of {Named(failing)} could not be read since {Text(failing.Min(c => c.FailingSince!.Value))} UTC{Why(failing)}. The collector asks again.");
    }

    /// <summary>Contracts whose newest settlement is late, or whose rates or present values cannot be read.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public static int CountBehind(CollectorState collector, long now)
    {
        if (collector.Funding is not { } funding || collector.Phase != CollectorPhase.Collecting)
            return 0;
        var exchangeNow = ExchangeNow(collector, now);
        return funding.Contracts.Count(c => c.IsLateAt(exchangeNow) || c.IsFailingAt(exchangeNow));
    }

    /// <summary>The exchange's clock, ms UTC; the system's if it is not known.</summary>
    public static long ExchangeNow(CollectorState collector, long now) => now + (collector.ExchangeTimeOffsetMs ?? 0);

    private static string Named(ImmutableArray<ContractFunding> contracts) =>
        string.Join(", ", contracts.Take(MostNamed).Select(c => c.Symbol)) + (contracts.Length > MostNamed ? $" and {contracts.Length - MostNamed} more" : "");

    private static string Why(ImmutableArray<ContractFunding> contracts) =>
        contracts.Select(c => c.Failure).FirstOrDefault(f => f is not null) is { } failure ? $" ({failure.TrimEnd('.')})" : "";

    private static string Text(long time) => $"{DateTimeOffset.FromUnixTimeMilliseconds(time):yyyy-MM-dd HH:mm}";

    private static HealthFinding Finding(CollectorState collector, string sentence) =>
        new(collector.Exchange.ToWireName(), HealthStatus.Degraded, $"{collector.Exchange}: {sentence}");
}
