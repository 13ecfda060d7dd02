using CryptoFlow.Collectors;
using CryptoFlow.Trading.Live;

namespace CryptoFlow.Monitoring;

/// <summary>The rules by which a paper trader degrades the health. Pure.</summary>
internal static class TraderRules
{
    public static IEnumerable<HealthFinding> Evaluate(TraderSnapshot trader, SystemHealth health)
    {
        if (NeverComes(trader, health) is { } reason)
            yield return Finding($"Paper trading, {trader.Trader}, waits for candles that do not come: {reason}");
        else if (trader.Phase is TraderPhase.AwaitingCandles or TraderPhase.Failing)
            yield return Finding($"Paper trading, {trader.Trader}, waits: {trader.Detail}");
        if (trader.Parity is { Differences: > 0 } parity)
            yield return Finding($"Paper trading, {trader.Trader}: {parity.Differences} recorded trades differ from what the stored candles give. {parity.First}");
    }

    /// <summary>Why the trader will get no candles, with the exchange's own reason if there is one; null if candles come.</summary>
    private static string? NeverComes(TraderSnapshot trader, SystemHealth health)
    {
        var instrument = trader.Trader.Instrument;

        // A series that is not collected may have been imported. So only a trader that still waits for its first candles is reported.
        if (!trader.NotCollected.IsEmpty)
        {
            return trader.Phase == TraderPhase.AwaitingHistory
                ? $"nobody collects {string.Join(" and ", trader.NotCollected)} here, and it is not imported."
                : null;
        }

        if (health.Collectors.FirstOrDefault(c => c.Exchange == instrument.Exchange) is not { } collector)
            return null;
        if (collector.UnknownSymbols.TryGetValue(instrument.Symbol, out var status))
            return $"{instrument.Exchange} does not trade {instrument.Symbol} ({status}).";
        return RefusalOf(collector, instrument);
    }

    private static string? RefusalOf(CollectorState collector, Instrument instrument) =>
        collector.RefusedSeries.Where(r => r.Key.Instrument == instrument).OrderBy(r => r.Key.Interval).Select(r => r.Value).FirstOrDefault();

    private static HealthFinding Finding(string reason) => new(HealthRules.TradingComponent, HealthStatus.Degraded, reason);
}
