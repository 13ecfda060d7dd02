using System.Diagnostics.Metrics;
using CryptoFlow.Monitoring.Alerts;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>Creates the program's instruments; whoever collects finds them by the meter's name.</summary>
public static class CryptoFlowMetrics
{
    /// <summary>Before the monitor is created: its samples are recorded from the first on.</summary>
    public static void Attach(IMeterFactory meters, MonitorBoard board, IReadOnlyCollection<AlertRule> rules, TimeProvider time)
    {
        var meter = CryptoFlowMeter.Of(meters);
        board.Samples = new StorageSamples(meter);
        _ = new HealthInstruments(meter, board, rules, time);
    }
}
