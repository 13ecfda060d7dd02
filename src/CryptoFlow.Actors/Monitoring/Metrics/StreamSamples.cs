using System.Diagnostics.Metrics;
using CryptoFlow.Collectors.Streams;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>The histogram of the streams' delay. The streams' actors record it; any thread may collect it.</summary>
internal sealed class StreamSamples(Meter meter) : IStreamSamples
{
    private readonly Histogram<double> _delay = meter.Create(HistogramShape.StreamDelay);

    public void AddDelay(Exchange exchange, TimeSpan delay) => _delay.Record(delay.TotalSeconds, Label.Of("exchange", exchange.ToWireName()));
}
