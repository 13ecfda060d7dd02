namespace CryptoFlow.Monitoring.Alerts;

/// <summary>Which node of a cluster raises an alert. A process that runs alone raises all of them.</summary>
public enum AlertScope
{
    /// <summary>The node with the writer, which observes the storage.</summary>
    Storage,

    /// <summary>The node that sees itself as the leader. If the network is split, each side has a leader.</summary>
    Cluster,

    /// <summary>Each node for itself.</summary>
    Node,
}

/// <summary>
/// Says when an alert is raised and when it is cleared. Two thresholds, each with a minimum duration, keep the alert from flapping.
/// </summary>
/// <param name="Name">The name in health, metrics and docs, such as <c>wal_large</c>.</param>
/// <param name="Severity">The severity.</param>
/// <param name="Measure">Reads the measured value from the snapshot.</param>
/// <param name="Raise">The alert is raised when the value is above (if <see cref="IsFloor"/>, below) this threshold for <see cref="RaiseAfter"/>.</param>
/// <param name="Clear">The alert is cleared when the value is at or below (floor: at or above) this threshold for <see cref="ClearAfter"/>.</param>
/// <param name="Sentence">Describes the problem, from the value and the snapshot.</param>
public sealed record AlertRule(
    string Name,
    AlertSeverity Severity,
    Func<SystemHealth, double> Measure,
    double Raise,
    double Clear,
    Func<double, SystemHealth, string> Sentence)
{
    public TimeSpan RaiseAfter { get; init; } = TimeSpan.Zero;

    public TimeSpan ClearAfter { get; init; } = TimeSpan.Zero;

    /// <summary>Which node of a cluster raises the alert, so that one problem causes one alert.</summary>
    public AlertScope Scope { get; init; } = AlertScope.Storage;

    /// <summary>True if low values are the problem, as for free disk space.</summary>
    public bool IsFloor { get; init; }

    /// <summary>Converts the measured values over time to the compared value. By default the compared value is the measured value.</summary>
    public Trend Trend { get; init; } = Trend.Level;

    /// <summary>True if the process that has made the snapshot raises this alert.</summary>
    public bool IsRaisedBy(SystemHealth health) => Scope switch
    {
        AlertScope.Node => true,
        AlertScope.Cluster => health.Node is not { } node || node.Leader == node.Address,
        _ => health.Storage.Place == StoragePlace.Here,
    };

    /// <summary>True if a value is beyond the threshold <see cref="Raise"/>.</summary>
    public bool IsExceeded(double value) => IsFloor ? value < Raise : value > Raise;

    /// <summary>True if a value has reached the threshold <see cref="Clear"/>.</summary>
    public bool IsRecovered(double value) => IsFloor ? value >= Clear : value <= Clear;
}
