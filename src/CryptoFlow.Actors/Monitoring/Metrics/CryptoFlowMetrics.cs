using System.Diagnostics.Metrics;
using CryptoFlow.Monitoring.Alerts;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>Creates the program's instruments; whoever collects finds them by the meter's name.</summary>
public static class CryptoFlowMetrics
{
    /// <summary>Before the monitor is created: its samples are recorded from the first on.</summary>
    /// <param name="meters">Where the meter is.</param>
    /// <param name="board">Where the snapshots are.</param>
    /// <param name="rules">The alerts that there can be.</param>
    /// <param name="readers">Readers of the database.</param>
    /// <param name="time">The clock.</param>
    public static void Attach(IMeterFactory meters, MonitorBoard board, IReadOnlyCollection<AlertRule> rules, int readers, TimeProvider time)
    {
        var meter = CryptoFlowMeter.Of(meters);
        board.Samples = new StorageSamples(meter, readers);
        _ = new HealthInstruments(meter, board, rules, time);
    }
}
