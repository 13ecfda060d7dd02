using Akka.Actor;
using CryptoFlow.Logging;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.OtherProcesses;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.Logging;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;

namespace CryptoFlow.Storage.Monitor;

/// <summary>
/// Monitors the database file on the writer's machine. Sums up the reports of the writer and the readers; observes the WAL and the tables, at the ticks of
/// <see cref="MonitorPace"/> and after pages that changed candles; finds out who holds locks; orders checkpoints by <see cref="CheckpointPolicy"/>. Sends the
/// system monitor a <see cref="StorageObserved"/> at its ticks, and when the verdict may have changed.
/// </summary>
/// <remarks>
/// Has a thread and a read-only connection of its own, and never changes the file. An observation that fails is logged, and the next tick repeats it. If the disk
/// blocks an observation, the age of the last observation shows this.
/// </remarks>
public sealed partial class StorageMonitorActor : ReceiveActor, IWithTimers
{
    /// <summary>The holder of a snapshot older than this is named in health.</summary>
    private static readonly TimeSpan OldSnapshotAge = TimeSpan.FromMilliseconds(500);

    /// <summary>How often the monitor tells the writer to check its file, its lock and its tables, even if nothing is written.</summary>
    private static readonly TimeSpan WriterLookEvery = TimeSpan.FromSeconds(1);

    private readonly StorageSettings _settings;
    private readonly IActorRef _systemMonitor;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WriterQueueStats _queue;
    private readonly IMonitorSamples _samples;
    private readonly ReaderBoard _board;
    private readonly OtherPrograms _others;
    private readonly DatabaseWatch _watch;
    private readonly RepeatedWarning _cuts;
    private readonly string? _fileSystemNote;
    private readonly StorageBook _book;
    private readonly LockHolders _holders = new();
    private readonly CheckpointOrders _orders = new();
    private readonly MonitorPace _pace = new();
    private IActorRef _writer = ActorRefs.Nobody;
    private FileHealth _file = FileHealth.Unknown;
    private RecentPeaks _peaks = RecentPeaks.None;
    private StorageObserved _observed = null!; // PreStart makes the first.
    private TimeSpan _lookedAt;
    private TimeSpan? _writerLookedAt;
    private bool _heard;
    private bool _isClosed;
    private bool _tellsSoon;

    /// <param name="settings">The file.</param>
    /// <param name="shared">The objects that the monitor shares with others of its process.</param>
    /// <param name="systemMonitor">Receives each <see cref="StorageObserved"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public StorageMonitorActor(StorageSettings settings, MonitorShared shared, IActorRef systemMonitor, TimeProvider time, ILogger logger)
    {
        (_settings, _systemMonitor, _time, _logger) = (settings, systemMonitor, time, logger);
        (_queue, _board, _samples) = shared;
        _others = new OtherPrograms(settings.Path);
        _watch = new DatabaseWatch(settings, _board, time, logger);
        _cuts = new RepeatedWarning(time, TimeSpan.FromSeconds(30));
        _book = new StorageBook(time);
        _fileSystemNote = EngineGuard.NoteOn(settings, MountTable.Read());

        Receive<WriterOpened>(OnWriterOpened);
        Receive<WriterConditionChanged>(OnCondition);
        Receive<FileDamaged>(OnDamage);
        Receive<WriteObserved>(OnWrite);
        Receive<WriterPaused>(_ => _book.AddPause());
        Receive<WriterRested>(_ => _book.AddRest());
        Receive<ReadObserved>(OnRead);
        Receive<ReadersReported>(OnReaders);
        Receive<CheckpointObserved>(OnCheckpoint);
        Receive<RetentionReported>(OnRetention);
        Receive<WriterProtocol.CheckpointFinished>(m => _orders.Answered(m.Id));
        Receive<WriterProtocol.LockWaitsRecorded>(m => _book.LockWaitHours.Recorded(m.Id));
        Receive<WriterProtocol.WriteRefused>(m => _orders.Answered(m.Id));
        Receive<ShowHealth>(_ => OnShowHealth());
        Receive<GetStorage>(_ => Sender.Tell(_observed));
        Receive<ReadRecord>(m => Sender.Tell(_book.Record.Read(m.From, m.To, _board.Running)));
        Receive<Tick>(_ => OnTick());
        Receive<CloseProbe>(_ => OnCloseProbe());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The time on a monotonic clock: it does not jump when the system's clock is set.</summary>
    private TimeSpan Now => _time.GetElapsedTime(0);

    /// <inheritdoc cref="StorageMonitorActor(StorageSettings, MonitorShared, IActorRef, TimeProvider, ILogger)"/>
    public static Props Props(StorageSettings settings, MonitorShared shared, IActorRef systemMonitor, TimeProvider time, ILogger logger) =>
        Akka.Actor.Props.Create(() => new StorageMonitorActor(settings, shared, systemMonitor, time, logger)).WithDispatcher("cryptoflow.monitor-dispatcher");

    protected override void PreStart()
    {
        // The first tick comes before the file is open, because health has to say that the file is not open.
        KeepPace();

        // For a restart of this actor: idle readers do not report again, so the last report is read from the board.
        if (_board.Reported is { } readers)
            _book.Add(readers);
        TellObserved(isTick: false);
    }

    protected override void PostStop() => _watch.Close();

    /// <summary>A report of another actor ends a quiet time; the monitor's own messages do not.</summary>
    protected override bool AroundReceive(Receive receive, object message)
    {
        if (WrappedMessage.Unwrap(message) is not (Tick or StorageMonitorProtocol.ShowHealth or GetStorage or ReadRecord or CloseProbe))
            Wake();
        return base.AroundReceive(receive, message);
    }

    private void Wake()
    {
        _heard = true;
        if (!_pace.IsQuiet || _isClosed)
            return;
        _pace.Wake();
        KeepPace();
    }

    private void KeepPace() => Timers.StartPeriodicTimer(nameof(Tick), new Tick(), _pace.Every);

    private void OnWriterOpened(WriterOpened opened)
    {
        _book.Opened(opened.Epoch, _time.GetUtcNow().ToUnixTimeMilliseconds());
        _watch.Damage = null;
        _writer = Sender;
        TellSoon();
    }

    private void OnCondition(WriterConditionChanged condition)
    {
        _book.Condition(condition.Failure);
        TellSoon();
    }

    private void OnDamage(FileDamaged damaged)
    {
        _watch.Damage = damaged.Detail;
        TellSoon();
    }

    private void OnReaders(ReadersReported readers)
    {
        var were = _book.ReadersOpen;
        _book.Add(readers);
        if (_book.ReadersOpen != were)
            TellSoon();
    }

    private void OnCloseProbe()
    {
        _isClosed = true;
        Timers.Cancel(nameof(Tick));
        _watch.Close();
        Sender.Tell(ProbeClosed.Instance);
    }

    private void OnWrite(WriteObserved write)
    {
        _book.Add(write, Now);
        _samples.Add(write);
        _peaks = _peaks.Seen(write.LockWait.Waited, write.QueueTime);
        if (write.Stats is { } stats)
            _watch.Known(stats);

        // Between two ticks a writer at full speed makes three times as many frames as justify a checkpoint, so the WAL is observed here, too. Only through an
        // open connection: the tick reopens a connection after a failure, and after CloseProbe no connection may be opened.
        if (write.Rows > 0 && _watch.IsOpen && Now - _lookedAt >= CheckpointPolicy.LeastPause)
        {
            Look(tables: false);
            OrderCheckpoint();
        }
    }

    private void OnRead(ReadObserved read)
    {
        _book.Add(read, Now);
        _samples.Add(read);
        _peaks = _peaks.Seen(read.LockWait.Waited);
    }

    private void OnCheckpoint(CheckpointObserved checkpoint)
    {
        _book.Add(checkpoint, _time.GetUtcNow());
        _samples.Add(checkpoint);
    }

    private void OnTick()
    {
        var (wasQuiet, before) = (_pace.IsQuiet, _watch.Newest);
        if (!_writer.IsNobody())
            Look(_pace.LooksAtTables);
        if (_board.IsFileMoved || Now - _writerLookedAt is not { } since || since >= WriterLookEvery)
        {
            _writerLookedAt = Now;
            _writer.Tell(WriterProtocol.LookForOthers.Instance);
        }

        LookWhoHoldsLocks();
        if (_pace.Ticked(HasHappened(before)))
        {
            _file = FileHealth.Of(_settings.Path);
            TellObserved(isTick: true);
            _peaks = RecentPeaks.None;
        }

        _heard = false;
        OrderCheckpoint();
        if (_book.DueLockWaits(Now) is { } waits)
            _writer.Tell(waits);
        if (_pace.IsQuiet != wasQuiet)
            KeepPace();
    }

    /// <summary>
    /// True if anything that health shows may have changed since the last tick: there was a report or a commit, a lock or a snapshot is held, an observation
    /// failed, or messages wait for the writer.
    /// </summary>
    private bool HasHappened(DatabaseLook before) =>
        _heard || _watch.Newest != before || _watch.Failure is not null || !_holders.Snapshots.IsEmpty || _holders.Writer is not null || _queue.Depth > 0;

    private void Look(bool tables)
    {
        _lookedAt = Now;
        if (_watch.Look(tables, out var waited))
            _writer.Tell(WriterProtocol.LookForOthers.Instance);
        _book.AddLockWait(LockWaitBook.Monitor, waited);
        _samples.AddMonitorWait(waited);
        _peaks = _peaks.Seen(waited.Waited);
    }

    private void OrderCheckpoint()
    {
        if (_watch.Failure is null && _orders.Next(_watch.Newest, _book, Now, _board.BackupSince is not null) is { } order)
            _writer.Tell(order);
    }

    /// <summary>
    /// Sends an observation before the next tick, because the status may have changed, and a client may wait until the file is open. Changes that arrive together
    /// cause one observation.
    /// </summary>
    private void TellSoon()
    {
        if (!_tellsSoon)
            Self.Tell(ShowHealth.Instance);
        _tellsSoon = true;
    }

    private void OnShowHealth()
    {
        _tellsSoon = false;
        TellObserved(isTick: false);
    }

    private void TellObserved(bool isTick)
    {
        var now = Now;
        var troubles = new StorageTroubles(
            now - _book.LastLockTimeoutAt, now - _book.LastReadFailureAt, now - _book.LastLongWaitAt, _watch.Failure, _watch.Damage, _fileSystemNote);
        var pinnedBy = _holders.Snapshots.FirstOrDefault(h => h.Age >= OldSnapshotAge);
        _observed = new StorageObserved(
            _book.Writer(_queue, _holders.Writer, now),
            _book.Readers(),
            _book.Wal(_watch.Newest, pinnedBy),
            _book.LockWaits(),
            _watch.Series,
            _watch.Gaps,
            _file with { FreeBytes = _watch.FreeBytes },
            _peaks,
            troubles,
            !_writer.IsNobody(),
            isTick)
        { Retention = _book.Retention };
        _systemMonitor.Tell(_observed);
    }

    private sealed record Tick;
}
