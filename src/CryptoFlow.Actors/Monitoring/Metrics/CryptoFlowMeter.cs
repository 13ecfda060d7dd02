using System.Diagnostics.Metrics;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>
/// The meter of this program's own metrics, with names by OpenTelemetry's conventions and UCUM units. <c>docs/metrics.md</c> explains each metric.
/// </summary>
public static class CryptoFlowMeter
{
    public const string Name = "CryptoFlow";

    /// <summary>Upper bounds in seconds. A connection waits for a lock in steps of 1 to 10 ms, up to the busy timeout.</summary>
    public static IReadOnlyList<double> LockWaitBounds { get; } = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60];

    /// <summary>Upper bounds in seconds. A page of candles takes about a millisecond, a search for holes several hundred milliseconds.</summary>
    public static IReadOnlyList<double> QueryBounds { get; } = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

    /// <summary>Upper bounds in seconds. A message for the writer is one transaction of at most 1,500 candles.</summary>
    public static IReadOnlyList<double> WriterBounds { get; } = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

    /// <summary>Upper bounds in seconds. Exchanges close a candle up to two seconds after its end, and sometimes much later.</summary>
    public static IReadOnlyList<double> StreamBounds { get; } = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30, 60];

    /// <summary>The meter. The factory creates it at the first call and returns the same meter afterwards.</summary>
    public static Meter Of(IMeterFactory factory) => factory.Create(Name);

    /// <summary>Creates a histogram with the bounds of its shape.</summary>
    public static Histogram<double> Create(this Meter meter, HistogramShape shape) =>
        meter.CreateHistogram(shape.Name, shape.Unit, shape.Description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = shape.Bounds });
}
