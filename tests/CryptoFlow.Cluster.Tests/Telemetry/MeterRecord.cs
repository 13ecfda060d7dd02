using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MeterInstrument = System.Diagnostics.Metrics.Instrument;

namespace CryptoFlow.Cluster.Tests.Telemetry;

/// <summary>Keeps the measurements of a meter.</summary>
internal sealed class MeterRecord : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<MeterInstrument> _instruments = [];
    private readonly ConcurrentQueue<Measured> _seen = [];

    /// <param name="isOurs">Chooses the meter.</param>
    public MeterRecord(Predicate<Meter> isOurs)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!isOurs(instrument.Meter))
                return;
            _instruments.Enqueue(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((i, value, labels, _) => Add(i, value, labels));
        _listener.SetMeasurementEventCallback<long>((i, value, labels, _) => Add(i, value, labels));
        _listener.SetMeasurementEventCallback<int>((i, value, labels, _) => Add(i, value, labels));
        _listener.Start();
    }

    public IReadOnlyCollection<MeterInstrument> Instruments => _instruments;

    public IReadOnlyCollection<Measured> All => _seen;

    /// <summary>The values of an instrument whose labels contain a value, in order.</summary>
    public IReadOnlyList<double> Values(string name, string label = "") =>
        [.. _seen.Where(m => m.Name == name && (label.Length == 0 || m.Labels.Any(l => l.Value as string == label))).Select(m => m.Value)];

    /// <summary>Asks the observable instruments, and forgets what was measured before.</summary>
    public void Collect()
    {
        _seen.Clear();
        _listener.RecordObservableInstruments();
    }

    public void Dispose() => _listener.Dispose();

    private void Add(MeterInstrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels) => _seen.Enqueue(new Measured(instrument.Name, [.. labels], value));

    /// <summary>A measurement.</summary>
    public sealed record Measured(string Name, IReadOnlyList<KeyValuePair<string, object?>> Labels, double Value);
}
