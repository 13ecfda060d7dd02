using Akka.Actor;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Monitoring.Metrics;

namespace CryptoFlow.Monitoring;

/// <summary>
/// What the monitor and the alerts show to whoever looks, without a message or a lock: the newest snapshot, the active alerts. One per
/// actor system; safe for concurrent use.
/// </summary>
public sealed class MonitorBoard : IExtension
{
    private SystemHealth? _health;
    private IReadOnlyList<ActiveAlert> _alerts = [];

    /// <summary>The monitor's last snapshot, or null before the first: of its last tick, in a quiet time a second old at most (<see cref="MonitorPace"/>).</summary>
    public SystemHealth? Health => Volatile.Read(ref _health);

    /// <summary>Alerts that are raised now, the oldest first.</summary>
    public IReadOnlyList<ActiveAlert> Alerts => Volatile.Read(ref _alerts);

    /// <summary>What became of the posts to the webhook.</summary>
    public WebhookCounts Webhook { get; } = new();

    /// <summary>Gets each sample as the monitor gets it, on the monitor's thread. Set before the monitor is created.</summary>
    public IMonitorSamples Samples { get; set; } = IMonitorSamples.None;

    public static MonitorBoard Of(ActorSystem system) => system.WithExtension<MonitorBoard, MonitorBoardProvider>();

    public void Show(SystemHealth health) => Volatile.Write(ref _health, health);

    public void Show(IReadOnlyList<ActiveAlert> alerts) => Volatile.Write(ref _alerts, alerts);
}

/// <summary>Creates <see cref="MonitorBoard"/> once per actor system.</summary>
public sealed class MonitorBoardProvider : ExtensionIdProvider<MonitorBoard>
{
    public override MonitorBoard CreateExtension(ExtendedActorSystem system) => new();
}
