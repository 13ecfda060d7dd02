using System.Diagnostics.Metrics;
using CryptoFlow.Monitoring.Alerts;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>Creates the program's instruments. An exporter finds them by the meter's name.</summary>
public static class CryptoFlowMetrics
{
    /// <summary>To be called before the monitor is created, so that the first sample is recorded, too.</summary>
    /// <param name="meters">Creates the meter.</param>
    /// <param name="board">Holds the snapshots.</param>
    /// <param name="rules">All alert rules.</param>
    /// <param name="readers">Number of readers of the database.</param>
    /// <param name="time">The clock.</param>
    public static void Attach(IMeterFactory meters, MonitorBoard board, IReadOnlyCollection<AlertRule> rules, int readers, TimeProvider time)
    {
        var meter = CryptoFlowMeter.Of(meters);
        board.Samples = new StorageSamples(meter, readers);
        _ = new HealthInstruments(meter, board, rules, time);
    }
}
