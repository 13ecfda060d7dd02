using System.Collections.Immutable;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Storage.Monitor;

namespace CryptoFlow.Monitoring;

/// <summary>A snapshot of the system monitor, with the time at which its oldest part was observed.</summary>
/// <param name="Health">The snapshot, with its statuses at that time.</param>
/// <param name="Timestamp">When the storage monitor's observation arrived, by <see cref="TimeProvider.GetTimestamp"/> (monotonic).</param>
/// <param name="MadeAt">When the system monitor made the snapshot, on the same clock.</param>
public sealed record ShownHealth(SystemHealth Health, long Timestamp, long MadeAt)
{
    /// <summary>A snapshot that was made at the time of its oldest part.</summary>
    public ShownHealth(SystemHealth health, long timestamp)
        : this(health, timestamp, timestamp)
    {
    }

    public TimeSpan AgeBy(TimeProvider time) => time.GetElapsedTime(Timestamp);

    /// <summary>
    /// Time since the monitors of this process last did their work. If the storage monitor runs here, its last observation counts; else the last snapshot.
    /// </summary>
    public TimeSpan IdleBy(TimeProvider time) => time.GetElapsedTime(Health.Storage.Place == StoragePlace.Here ? Timestamp : MadeAt);

    /// <summary>The snapshot with its present status: an old snapshot is degraded or unhealthy because of its age.</summary>
    public SystemHealth JudgedBy(TimeProvider time) => HealthRules.WithAge(Health, AgeBy(time));
}

/// <summary>
/// Publishes the newest snapshot and the active alerts to any thread, without a message or a lock. One per process. Safe for concurrent use.
/// </summary>
public sealed class MonitorBoard
{
    /// <summary>Maximum number of cleared alerts that are kept.</summary>
    public const int MaxPastAlerts = 200;

    private readonly Lock _pastLock = new();
    private ShownHealth? _newest;
    private IReadOnlyList<ActiveAlert> _alerts = [];
    private ImmutableArray<AlertCleared> _pastAlerts = [];

    /// <summary>
    /// The newest snapshot. It was made at the storage monitor's last tick (<see cref="MonitorPace"/>; in a quiet time at most a second ago), or at a later change
    /// of the status. Null until the monitor has started. Readers of this property do not wait for the monitor, so they have to check the snapshot's age.
    /// </summary>
    public ShownHealth? Newest => Volatile.Read(ref _newest);

    /// <summary>The snapshot of <see cref="Newest"/>.</summary>
    public SystemHealth? Health => Newest?.Health;

    /// <summary>The active alerts, the oldest first.</summary>
    public IReadOnlyList<ActiveAlert> Alerts => Volatile.Read(ref _alerts);

    /// <summary>The cleared alerts since the start of the program, the newest first; at most <see cref="MaxPastAlerts"/>.</summary>
    public ImmutableArray<AlertCleared> PastAlerts
    {
        get
        {
            lock (_pastLock)
                return _pastAlerts;
        }
    }

    /// <summary>Counts the posts to the webhook by result.</summary>
    public WebhookCounts Webhook { get; } = new();

    /// <param name="health">The snapshot.</param>
    /// <param name="timestamp">When the oldest part of the snapshot was observed, by <see cref="TimeProvider.GetTimestamp"/>.</param>
    /// <param name="madeAt">When the snapshot was made, on the same clock; null for <paramref name="timestamp"/>.</param>
    public void Show(SystemHealth health, long timestamp, long? madeAt = null) => Volatile.Write(ref _newest, new ShownHealth(health, timestamp, madeAt ?? timestamp));

    /// <summary>Records a cleared alert.</summary>
    public void Show(AlertCleared cleared)
    {
        lock (_pastLock)
            _pastAlerts = [cleared, .. _pastAlerts.Take(MaxPastAlerts - 1)];
    }

    /// <summary>Keeps the same list while there are no alerts, so that a cache keyed by the list stays valid.</summary>
    public void Show(IReadOnlyList<ActiveAlert> alerts)
    {
        if (alerts.Count > 0 || Alerts.Count > 0)
            Volatile.Write(ref _alerts, alerts);
    }
}
