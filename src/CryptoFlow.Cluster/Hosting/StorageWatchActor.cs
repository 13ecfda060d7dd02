using Akka.Actor;
using CryptoFlow.Cluster.Singletons;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Monitor;

namespace CryptoFlow.Cluster.Hosting;

/// <summary>
/// Brings the state of the storage to the system monitor of a node without the writer: every two seconds it asks the storage monitor on the writer's node, and passes
/// on the answer. While the writer runs on this node, the storage monitor reports by itself, and this actor sends no request.
/// </summary>
/// <remarks>The next answer replaces a lost answer. While no answer comes, health shows the last answer with its age.</remarks>
internal sealed class StorageWatchActor : ReceiveActor, IWithTimers
{
    /// <summary>
    /// Less than half of the age at which health calls figures old (<see cref="HealthRules.OldSnapshot"/>), so one lost answer changes nothing in health.
    /// </summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly Address _self = Akka.Cluster.Cluster.Get(Context.System).SelfAddress;

    /// <param name="here">Says whether the writer runs on this node.</param>
    /// <param name="storageMonitor">The way to the storage monitor.</param>
    /// <param name="systemMonitor">Takes the observations.</param>
    public StorageWatchActor(SingletonBoard here, IActorRef storageMonitor, IActorRef systemMonitor)
    {
        var wasHere = false;
        Receive<AskDue>(_ =>
        {
            var isHere = !here.Find(NodeParts.Writer).IsNobody();
            if (wasHere && !isHere)
                systemMonitor.Tell(SystemMonitorActor.StorageLeft.Instance);
            wasHere = isHere;
            if (!isHere)
                storageMonitor.Tell(StorageMonitorProtocol.GetStorage.Instance);
        });

        // The writer may have moved to this node since the request.
        Receive<StorageObserved>(observed =>
        {
            if (Sender.Path.Address.HasGlobalScope && Sender.Path.Address != _self)
                systemMonitor.Tell(new SystemMonitorActor.StorageReported(observed, Sender.Path.Address.ToString()));
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc cref="StorageWatchActor(SingletonBoard, IActorRef, IActorRef)"/>
    public static Props Props(SingletonBoard here, IActorRef storageMonitor, IActorRef systemMonitor) =>
        Akka.Actor.Props.Create(() => new StorageWatchActor(here, storageMonitor, systemMonitor));

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(AskDue), AskDue.Instance, TimeSpan.Zero, Every);

    private sealed record AskDue
    {
        public static readonly AskDue Instance = new();
    }
}
