namespace CryptoFlow.Monitoring.Alerts;

/// <summary>
/// When an alert is raised and when it is over. Between the two thresholds nothing changes, and either has to hold for a time: so an alert
/// does not flap.
/// </summary>
/// <param name="Name">As in health, metrics and documents, such as <c>wal_large</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Measure">What is looked at, of the snapshot.</param>
/// <param name="Raise">Raised when the value is above (or, where <see cref="IsFloor"/>, below) this for <see cref="RaiseAfter"/>.</param>
/// <param name="Clear">Over when the value is at or below (floor: at or above) this for <see cref="ClearAfter"/>.</param>
/// <param name="Sentence">What is the matter, of the value and the snapshot.</param>
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

    /// <summary>Whether too little is what is wrong.</summary>
    public bool IsFloor { get; init; }

    /// <summary>What is made of the measure over time; by default itself.</summary>
    public Trend Trend { get; init; } = Trend.Level;

    /// <summary>Whether a value is beyond the threshold.</summary>
    public bool IsExceeded(double value) => IsFloor ? value < Raise : value > Raise;

    /// <summary>Whether a value is back where it should be.</summary>
    public bool IsRecovered(double value) => IsFloor ? value >= Clear : value <= Clear;
}
