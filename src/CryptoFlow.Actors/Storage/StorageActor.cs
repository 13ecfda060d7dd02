using Akka.Actor;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.Logging;
using static CryptoFlow.Storage.StorageProtocol;

namespace CryptoFlow.Storage;

/// <summary>
/// Parent of the writer, the readers and the storage monitor. Starts them in order (the writer opens the file before the readers), stops them in reverse order
/// (readers, monitor, writer), and supervises them.
/// </summary>
/// <remarks>
/// Supervision: children handle storage failures themselves. The writer decides by <see cref="WriteFailures"/>; the readers refuse the query and reopen the file.
/// So an exception that reaches this actor is a defect of CryptoFlow. The child is restarted with a new connection. After five restarts in a minute the program
/// stops in order, because a loop of restarts would hide the defect.
/// </remarks>
public sealed class StorageActor : ReceiveActor, IWithTimers
{
    /// <summary>Most restarts of one child within <see cref="RestartWindow"/>. The next exception stops the program.</summary>
    public const int MaxRestarts = 5;

    public static readonly TimeSpan RestartWindow = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AskReadinessEvery = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time;
    private static readonly TimeSpan PatienceAtStop = TimeSpan.FromMilliseconds(700);

    private readonly CancellationTokenSource _givingUp = new();
    private readonly Action<string> _stopTheSystem;
    private readonly Queue<TimeSpan> _restarts = new();
    private readonly IActorRef _monitor;
    private readonly IActorRef _writer;
    private readonly IActorRef _readers;
    private IActorRef _stopAskedBy = ActorRefs.Nobody;
    private Deadline _stopDeadline;

    public StorageActor(
        StorageSettings settings,
        DatabaseGuard guard,
        IActorRef systemMonitor,
        TimeProvider time,
        ILoggerFactory loggers,
        Action<string> stopTheSystem)
    {
        _time = time;
        _stopTheSystem = stopTheSystem;
        WriterQueueStats.Of(Context.System).Limit = settings.WriteQueueLimit;
        _monitor = Context.ActorOf(
            StorageMonitorActor.Props(settings, systemMonitor, time, loggers.CreateLogger<StorageMonitorActor>()), "monitor");
        _writer = Context.ActorOf(
            DbWriterActor.Props(settings, guard, _monitor, time, loggers.CreateLogger<DbWriterActor>(), stopTheSystem, _givingUp.Token), "writer");
        _readers = Context.ActorOf(
            DbReaderRouterActor.Props(settings, _monitor, time, loggers.CreateLogger<DbReaderRouterActor>(), _givingUp.Token), "readers");

        Receive<GetStorageActors>(_ => Sender.Tell(new StorageActors(_writer, _readers, _monitor)));
        Receive<WriterProtocol.WriterReady>(_ => OnWriterReady());
        Receive<ChildStarted>(_ => _writer.Tell(WriterProtocol.GetWriterReadiness.Instance));
        Receive<WriterProtocol.WriterNotReady>(_ => Timers.StartSingleTimer(nameof(AskReadiness), AskReadiness.Instance, AskReadinessEvery));
        Receive<AskReadiness>(_ => _writer.Tell(WriterProtocol.GetWriterReadiness.Instance));
        Receive<StopStorage>(OnStop);
        Receive<DbReaderRouterActor.ReadersClosed>(_ => _monitor.Tell(StorageMonitorProtocol.CloseProbe.Instance));
        Receive<StorageMonitorProtocol.ProbeClosed>(_ => _writer.Tell(new WriterProtocol.Drain(WriteId.New(), _stopDeadline.Remaining(_time))));
        Receive<WriterProtocol.WriterDrained>(_ => _stopAskedBy.Tell(StorageStopped.Instance));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        StorageSettings settings,
        DatabaseGuard guard,
        IActorRef systemMonitor,
        TimeProvider time,
        ILoggerFactory loggers,
        Action<string> stopTheSystem) =>
        Akka.Actor.Props.Create(() => new StorageActor(settings, guard, systemMonitor, time, loggers, stopTheSystem));

    protected override void PostStop() => _givingUp.Dispose();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(OnDefect);

    /// <summary>Sent whenever a child has started, also after a restart. A child that has already opened its connections ignores it.</summary>
    private void OnWriterReady()
    {
        if (!_stopAskedBy.IsNobody())
            return;
        _monitor.Tell(StorageMonitorProtocol.WriterOpened.Instance, _writer);
        _readers.Tell(DbReaderRouterActor.OpenReaders.Instance);
    }

    private Directive OnDefect(Exception failure)
    {
        var now = _time.GetElapsedTime(0);
        _restarts.Enqueue(now);
        while (_restarts.Peek() < now - RestartWindow)
            _restarts.Dequeue();
        if (_restarts.Count <= MaxRestarts)
            return Directive.Restart;

        _stopTheSystem($"The storage failed {_restarts.Count} times within {RestartWindow.TotalSeconds} s: {failure.Message}");
        return Directive.Stop;
    }

    private void OnStop(StopStorage stop)
    {
        _stopAskedBy = Sender;
        _stopDeadline = Deadline.In(stop.Remaining, _time);
        Timers.CancelAll();

        // A query or a wait for another program's lock may take longer than the time for the stop. Then it is interrupted.
        _givingUp.CancelAfter(PatienceAtStop);
        _readers.Tell(DbReaderRouterActor.CloseReaders.Instance);
    }

    /// <summary>The readers' router or the monitor has started or restarted, and does not know yet whether the file is open.</summary>
    internal sealed record ChildStarted
    {
        public static readonly ChildStarted Instance = new();
    }

    private sealed record AskReadiness
    {
        public static readonly AskReadiness Instance = new();
    }
}
