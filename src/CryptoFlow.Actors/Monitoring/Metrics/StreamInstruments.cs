using System.Diagnostics.Metrics;
using CryptoFlow.Collectors.Streams;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>Gauges and counters of the exchanges' streams, read from the newest snapshot like those of <see cref="HealthInstruments"/>.</summary>
internal static class StreamInstruments
{
    public static void Create(Meter meter, MonitorBoard board)
    {
        Gauge("connections", "{connection}", "Open WebSocket connections to the exchange.", (s, _) => s.Connections);
        Gauge("connections.wanted", "{connection}", "WebSocket connections that should be open.", (s, _) => s.Wanted);
        Gauge("series", "{series}", "Series that should have a stream.", (s, _) => s.Series);
        Gauge("series.live", "{series}", "Series whose stream delivers.", (s, _) => s.LiveSeries);
        Gauge("age", "s", "Time since the last message with a candle.", (s, at) => s.LastMessageAt is { } last ? Math.Max(0, at - last) / 1000.0 : null);
        Counter("reconnects", "{connection}", "Connections that were lost or could not be opened.", s => s.Reconnects);
        Counter("messages", "{message}", "Messages with candles.", s => s.Messages);
        Counter("closed", "{candle}", "Candles that a stream has closed and that are stored.", s => s.Closed);
        meter.CreateObservableCounter(
            "cryptoflow.stream.dropped", () => Streams().SelectMany(s => DroppedOf(s.Streams.Dropped).Select(d => Value(d.Count, s.Exchange, ("reason", d.Reason)))),
            "{message}", "Messages and candles of the streams that were dropped, by reason.");
        meter.CreateObservableGauge(
            "cryptoflow.stream.phase",
            () => Streams().SelectMany(s => Enum.GetValues<StreamPhase>().Select(p => Value(s.Streams.Phase == p ? 1 : 0, s.Exchange, ("phase", Names.Of(p))))),
            "{exchange}", "1 for the phase that the streams are in, 0 for the others.");

        void Gauge(string name, string unit, string description, Func<StreamState, long, double?> value) => meter.CreateObservableGauge(
            $"cryptoflow.stream.{name}",
            () => Streams().Where(s => value(s.Streams, s.At) is not null).Select(s => Value(value(s.Streams, s.At)!.Value, s.Exchange)),
            unit,
            description);

        void Counter(string name, string unit, string description, Func<StreamState, long> value) => meter.CreateObservableCounter(
            $"cryptoflow.stream.{name}", () => Streams().Select(s => Value(value(s.Streams), s.Exchange)), unit, description);

        IEnumerable<(string Exchange, StreamState Streams, long At)> Streams() => board.Health is { } health
            ? health.Collectors.Where(c => c.Streams is not null).Select(c => (c.Exchange.ToWireName(), c.Streams!, health.At))
            : [];
    }

    private static (string Reason, long Count)[] DroppedOf(DroppedMessages dropped) =>
    [
        ("not_subscribed", dropped.NotSubscribed),
        ("unreadable", dropped.Unreadable),
        ("impossible", dropped.Impossible),
        ("late", dropped.Late),
        ("overflow", dropped.Overflow),
    ];

    private static Measurement<double> Value(double value, string exchange, params (string Key, string Value)[] labels) =>
        new(value, [Label.Of("exchange", exchange), .. labels.Select(l => Label.Of(l.Key, l.Value))]);
}
