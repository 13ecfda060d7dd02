using Akka.Actor;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Retention;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.Logging;
using static CryptoFlow.Storage.StorageProtocol;

namespace CryptoFlow.Storage;

/// <summary>Parent of the writer and the storage monitor. Supervises them, and stops them in order: first the monitor's connection, then the writer.</summary>
/// <remarks>
/// Supervision: the writer handles storage failures itself (<see cref="WriteFailures"/>). So an exception that reaches this actor is a defect of CryptoFlow. This
/// actor restarts the child with a new connection, as often as <see cref="RestartLimit"/> allows.
/// </remarks>
public sealed class StorageActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AskReadinessEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>A wait for another program's lock may take longer than the stop of the program. After this time it is interrupted.</summary>
    private static readonly TimeSpan PatienceAtStop = TimeSpan.FromMilliseconds(700);

    private readonly CancellationTokenSource _givingUp = new();
    private readonly RestartLimit _restarts;
    private readonly TimeProvider _time;
    private readonly IActorRef _monitor;
    private readonly IActorRef _writer;
    private readonly IActorRef _retention = ActorRefs.Nobody;
    private IActorRef _stopAskedBy = ActorRefs.Nobody;
    private Deadline _stopDeadline;

    /// <param name="settings">The file.</param>
    /// <param name="source">Opens the store for the writer.</param>
    /// <param name="shared">The objects that the writer shares with others of its process.</param>
    /// <param name="samples">Receives each sample of the storage monitor.</param>
    /// <param name="systemMonitor">Receives the storage monitor's observations.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Creates the children's logs.</param>
    /// <param name="stopTheSystem">Begins an orderly stop of the program. The argument is the reason.</param>
    public StorageActor(
        StorageSettings settings,
        IWriteStoreSource source,
        WriterShared shared,
        IMonitorSamples samples,
        IActorRef systemMonitor,
        TimeProvider time,
        ILoggerFactory loggers,
        Action<string> stopTheSystem)
    {
        _time = time;
        _restarts = new RestartLimit(time, stopTheSystem);
        _monitor = Context.ActorOf(
            StorageMonitorActor.Props(
                settings, new MonitorShared(shared.Queue, shared.Readers, samples), systemMonitor, time, loggers.CreateLogger<StorageMonitorActor>()),
            "monitor");
        _writer = Context.ActorOf(
            DbWriterActor.Props(settings, source, shared, _monitor, time, loggers.CreateLogger<DbWriterActor>(), stopTheSystem, _givingUp.Token), "writer");
        if (settings.RemovesOldCandles)
            _retention = Context.ActorOf(RetentionActor.Props(_writer, settings.Retention, _monitor, time, loggers.CreateLogger<RetentionActor>()), "retention");

        Receive<GetStorageActors>(_ => Sender.Tell(new StorageActors(_writer, _monitor)));
        Receive<WriterProtocol.WriterReady>(OnWriterReady);
        Receive<WriterProtocol.WriterNotReady>(_ => Timers.StartSingleTimer(nameof(AskReadiness), AskReadiness.Instance, AskReadinessEvery));
        Receive<AskReadiness>(_ => _writer.Tell(WriterProtocol.GetWriterReadiness.Instance));
        Receive<StopStorage>(OnStop);
        Receive<StorageMonitorProtocol.ProbeClosed>(_ => _writer.Tell(new WriterProtocol.Drain(WriteId.New(), _stopDeadline.Remaining(_time))));
        Receive<WriterProtocol.WriterDrained>(_ => _stopAskedBy.Tell(StorageStopped.Instance));

        // In a cluster the senders know only this actor. It is the singleton, so it and its children may run on another node later.
        Receive<IWriteMessage>(message => _writer.Forward(message));
        Receive<WriterProtocol.GetWriterReadiness>(message => _writer.Forward(message));
        Receive<StorageMonitorProtocol.ReadRecord>(message => _monitor.Forward(message));
        Receive<StorageMonitorProtocol.GetStorage>(message => _monitor.Forward(message));
        Receive<StorageMonitorProtocol.ShowHealth>(message => _monitor.Forward(message));
        Receive<StorageMonitorProtocol.ReadObserved>(message => _monitor.Forward(message));
        Receive<StorageMonitorProtocol.ReadersReported>(message => _monitor.Forward(message));
        Receive<StorageMonitorProtocol.FileDamaged>(message => _monitor.Forward(message));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc cref="StorageActor(StorageSettings, IWriteStoreSource, WriterShared, IMonitorSamples, IActorRef, TimeProvider, ILoggerFactory, Action{string})"/>
    public static Props Props(
        StorageSettings settings,
        IWriteStoreSource source,
        WriterShared shared,
        IMonitorSamples samples,
        IActorRef systemMonitor,
        TimeProvider time,
        ILoggerFactory loggers,
        Action<string> stopTheSystem) =>
        Akka.Actor.Props.Create(() => new StorageActor(settings, source, shared, samples, systemMonitor, time, loggers, stopTheSystem));

    protected override void PostStop() => _givingUp.Dispose();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        var directive = _restarts.Decide(failure);

        // The monitor gets the opening of the file and the status of retention as messages, once. A restarted monitor has lost them, so they are sent again.
        if (directive == Directive.Restart && Sender.Equals(_monitor))
        {
            _writer.Tell(WriterProtocol.GetWriterReadiness.Instance, Self);
            _retention.Tell(RetentionActor.Report.Instance);
        }

        return directive;
    });

    private void OnWriterReady(WriterProtocol.WriterReady ready)
    {
        if (_stopAskedBy.IsNobody())
            _monitor.Tell(new StorageMonitorProtocol.WriterOpened(ready.Epoch), _writer);
    }

    private void OnStop(StopStorage stop)
    {
        _stopAskedBy = Sender;
        _stopDeadline = Deadline.In(stop.Remaining, _time);
        Timers.CancelAll();
        Context.Stop(_retention);
        _givingUp.CancelAfter(PatienceAtStop);
        _monitor.Tell(StorageMonitorProtocol.CloseProbe.Instance);
    }

    private sealed record AskReadiness
    {
        public static readonly AskReadiness Instance = new();
    }
}
