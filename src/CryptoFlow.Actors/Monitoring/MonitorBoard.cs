using Akka.Actor;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Monitoring.Metrics;

namespace CryptoFlow.Monitoring;

/// <summary>A snapshot of the system monitor, and when its oldest part was observed.</summary>
/// <param name="Health">The snapshot, with its verdicts at that moment.</param>
/// <param name="Timestamp">When the storage monitor's part came, by <see cref="TimeProvider.GetTimestamp"/>, which only goes forward.</param>
public sealed record ShownHealth(SystemHealth Health, long Timestamp)
{
    public TimeSpan AgeBy(TimeProvider time) => time.GetElapsedTime(Timestamp);

    /// <summary>The snapshot as it counts now: its age may be a reason of its own.</summary>
    public SystemHealth JudgedBy(TimeProvider time) => HealthRules.WithAge(Health, AgeBy(time));
}

/// <summary>
/// What the monitor and the alerts show to whoever looks, without a message or a lock: the newest snapshot, the active alerts. One per
/// actor system; safe for concurrent use.
/// </summary>
public sealed class MonitorBoard : IExtension
{
    private ShownHealth? _newest;
    private IReadOnlyList<ActiveAlert> _alerts = [];

    /// <summary>
    /// The newest snapshot: of the monitor's last tick (<see cref="MonitorPace"/>; in a quiet time at most a second old), or of a change of the verdict since. Null until the monitor has
    /// started. Nobody who reads it waits for the monitor, so the reader has to look at its age.
    /// </summary>
    public ShownHealth? Newest => Volatile.Read(ref _newest);

    /// <summary>The snapshot of <see cref="Newest"/>.</summary>
    public SystemHealth? Health => Newest?.Health;

    /// <summary>Alerts that are raised now, the oldest first.</summary>
    public IReadOnlyList<ActiveAlert> Alerts => Volatile.Read(ref _alerts);

    /// <summary>What became of the posts to the webhook.</summary>
    public WebhookCounts Webhook { get; } = new();

    /// <summary>Gets each sample as the storage monitor gets it, on that thread. Set before the monitor is created.</summary>
    public IMonitorSamples Samples { get; set; } = IMonitorSamples.None;

    public static MonitorBoard Of(ActorSystem system) => system.WithExtension<MonitorBoard, MonitorBoardProvider>();

    /// <param name="health">The snapshot.</param>
    /// <param name="timestamp">When its oldest part was observed, by <see cref="TimeProvider.GetTimestamp"/>.</param>
    public void Show(SystemHealth health, long timestamp) => Volatile.Write(ref _newest, new ShownHealth(health, timestamp));

    /// <summary>No alerts stay the same list: whoever keeps what was written of it need not write it again.</summary>
    public void Show(IReadOnlyList<ActiveAlert> alerts)
    {
        if (alerts.Count > 0 || Alerts.Count > 0)
            Volatile.Write(ref _alerts, alerts);
    }
}

/// <summary>Creates <see cref="MonitorBoard"/> once per actor system.</summary>
public sealed class MonitorBoardProvider : ExtensionIdProvider<MonitorBoard>
{
    public override MonitorBoard CreateExtension(ExtendedActorSystem system) => new();
}
