using System.Globalization;
using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Streams;

namespace CryptoFlow.Monitoring;

/// <summary>The rules by which the exchanges' streams degrade the health. Pure.</summary>
internal static class StreamRules
{
    /// <summary>A shorter interruption is not reported: a reconnection is quick, and polling continues meanwhile.</summary>
    private static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(15);

    public static IEnumerable<HealthFinding> Evaluate(CollectorState collector, long now)
    {
        if (collector.Streams is not { } streams || collector.Phase != CollectorPhase.Collecting)
            yield break;
        if (streams.Phase is StreamPhase.Dead or StreamPhase.Connecting && now - streams.Since >= WorthTelling.TotalMilliseconds)
        {
            var since = DateTimeOffset.FromUnixTimeMilliseconds(streams.Since);
            yield return Finding(collector, HealthStatus.Degraded, string.Create(
                CultureInfo.InvariantCulture,
                $"{collector.Exchange}: the streams have been dead since {since:yyyy-MM-dd HH:mm:ss} UTC ({streams.Detail ?? "no candle comes"}). Polling brings the candles, so they are stored late."));
        }
        else if (streams.Phase == StreamPhase.Live && streams.Series - streams.LiveSeries - streams.Refused.Count is var silent and > 0)
        {
            // A market without trades sends nothing, and polling brings these candles, so the status stays ok.
            yield return Finding(collector, HealthStatus.Ok, string.Create(
                CultureInfo.InvariantCulture,
                $"{collector.Exchange}: {silent} of {streams.Series} streams are silent. Polling brings their candles."));
        }

        foreach (var (symbol, words) in streams.Refused.Select(r => (r.Key.Symbol, r.Value)).Distinct().OrderBy(r => r.Symbol, StringComparer.Ordinal))
            yield return Finding(collector, HealthStatus.Ok, $"{collector.Exchange} refuses a stream of {symbol}: {words}. Polling brings its candles.");
    }

    private static HealthFinding Finding(CollectorState collector, HealthStatus status, string reason) => new(collector.Exchange.ToWireName(), status, reason);
}
