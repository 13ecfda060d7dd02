using System.Diagnostics;
using Akka.Actor;
using CryptoFlow.Logging;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Guard;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Schema;
using CryptoFlow.Storage.Sharing;
using CryptoFlow.Storage.Sqlite;
using Microsoft.Extensions.Logging;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>
/// Owns the only read-write connection of the whole system and handles one message at a time.
/// <list type="bullet">
/// <item>Atomic: each message is one IMMEDIATE transaction. The reply comes after COMMIT; a refusal means that nothing of it is stored.</item>
/// <item>Order: by <see cref="WriteLane"/>, FIFO within a lane (<see cref="WriterMailbox"/>); a page holds at most 1,500 candles, so nothing waits behind more.</item>
/// <item>Failures: decided by <see cref="WriteFailures"/>; the message in hand is always answered. While the file cannot be opened every
/// message is answered with <see cref="WriteRejection.StorageUnavailable"/> and opening is tried again, with back-off.</item>
/// <item>Deadlines: what is dequeued after its <c>LiveUntil</c> is not begun. A sender that gave up may still find its message stored; upserts
/// by natural key make sending it again harmless.</item>
/// <item>Other programs: beside one that has the file open the write lock is left free now and then (<see cref="WriterPause"/>).</item>
/// <item>Readers: while somebody reads, it rests after each page of backfill (<see cref="BackfillPause"/>).</item>
/// <item>Thread: a thread of its own (pinned dispatcher); blocking calls are made on purpose. Nothing else touches the connection.</item>
/// <item>End: <see cref="Drain"/> comes after all that is queued; then the WAL is emptied and the file closed.</item>
/// </list>
/// </summary>
public sealed class DbWriterActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan FirstReopen = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastReopen = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CheckpointAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeaveAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer that nobody else has the file open is good: a fraction of the time that another program polls at least.</summary>
    private static readonly TimeSpan AloneFor = TimeSpan.FromMilliseconds(25);

    private readonly StorageSettings _settings;
    private readonly DatabaseGuard _guard;
    private readonly IActorRef _monitor;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<string> _stopTheSystem;
    private readonly CancellationTokenSource _givingUp;
    private readonly RepeatedWarning _refusals;
    private readonly WriterQueueStats _queue;
    private readonly SeriesChanges _changes;
    private readonly ReaderBoard _board;
    private readonly ReadActivity _reading;
    private readonly RepeatedWarning _movedWarnings;
    private readonly OtherPrograms _others;
    private readonly WriterPause _pause = new();
    private readonly BackfillPause _backfillPause = new();
    private WriteExecutor? _executor;
    private string? _condition;
    private bool _drained;
    private bool _recoversByWriting;
    private bool _checkpointsFail;
    private bool _stopping;
    private bool _leavingMovedFile;
    private long _aloneAt;
    private LockWait _waitOfFailed;
    private long _failures;
    private TimeSpan _reopenAfter = FirstReopen;

    public DbWriterActor(
        StorageSettings settings,
        DatabaseGuard guard,
        IActorRef monitor,
        TimeProvider time,
        ILogger<DbWriterActor> logger,
        Action<string> stopTheSystem,
        CancellationToken givingUp)
    {
        _guard = guard;
        _givingUp = CancellationTokenSource.CreateLinkedTokenSource(givingUp);
        _settings = settings;
        _monitor = monitor;
        _time = time;
        _logger = logger;
        _stopTheSystem = stopTheSystem;
        _refusals = new RepeatedWarning(time, TimeSpan.FromSeconds(30));
        _queue = WriterQueueStats.Of(Context.System);
        _changes = SeriesChanges.Of(Context.System);
        _board = ReaderBoard.Of(Context.System);
        _reading = ReadActivity.Of(Context.System);
        _movedWarnings = new RepeatedWarning(time, TimeSpan.FromSeconds(30));
        _others = new OtherPrograms(settings.Path);

        Receive<QueuedWrite>(OnWrite);
        Receive<GetWriterReadiness>(_ => Sender.Tell(_executor is null ? WriterNotReady.Instance : WriterReady.Instance));
        Receive<LookForOthers>(_ => OnLookForOthers());
        Receive<Reopen>(_ => Open());
        Receive<RetryCheckpoint>(_ => OnRetryCheckpoint());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="settings">The file.</param>
    /// <param name="guard">The right to write it; the writer takes it where nobody has yet, and again where it was lost.</param>
    /// <param name="monitor">Is told of every message and condition.</param>
    /// <param name="time">The clock of the deadlines.</param>
    /// <param name="logger">The log.</param>
    /// <param name="stopTheSystem">Begins an orderly stop of the program, with the reason.</param>
    /// <param name="givingUp">Ends a wait for another program's lock at once: the program is stopping and its time is nearly up.</param>
    public static Props Props(
        StorageSettings settings,
        DatabaseGuard guard,
        IActorRef monitor,
        TimeProvider time,
        ILogger<DbWriterActor> logger,
        Action<string> stopTheSystem,
        CancellationToken givingUp = default) =>
        Akka.Actor.Props.Create(() => new DbWriterActor(settings, guard, monitor, time, logger, stopTheSystem, givingUp))
            .WithDispatcher("cryptoflow.writer-dispatcher")
            .WithMailbox("cryptoflow.writer-mailbox");

    protected override void PreStart() => Open();

    protected override void PostStop()
    {
        _givingUp.Cancel();
        Close();
        _givingUp.Dispose();
    }

    private void Open()
    {
        if (_drained)
            return;
        try
        {
            _guard.TakeUp();
            _executor = StorageConnection.OpenWriter(_settings, _givingUp.Token).HandOver(c =>
            {
                _guard.Adopt(c);
                return new WriteExecutor(c, _settings, _guard.RefuseLostLock);
            });

            // Opening alone proves nothing: a disk that cannot be written can be read.
            if (_condition is not null)
                _executor.ProveWritable();
            _board.FileOpened();
            _logger.WriterOpened(_settings.Path, SchemaMigrator.CurrentVersion);

            // Nobody has looked while it was closed.
            _changes.ChangedElsewhere();
            _monitor.Tell(MonitorProtocol.WriterOpened.Instance);
            _checkpointsFail = false;
            Recovered(wrote: true);
        }
        catch (Exception e) when (WriteFailures.Decide(e) is var decision)
        {
            // Whatever kept it from opening, there is nothing to go on with: it is tried again.
            React(e, decision with { Action = decision.Action == FailureAction.GoOn ? FailureAction.Reopen : decision.Action }, "the opening of the file");
        }
    }

    private void Close()
    {
        if (_executor is null)
            return;
        _waitOfFailed = _executor.TakeLockWait();
        _executor.Dispose();
        _executor = null;

        // What is kept is of a file that may be gone.
        _changes.ChangedElsewhere();
        _logger.WriterClosed(_settings.Path);
    }

    private void OnWrite(QueuedWrite queued)
    {
        var started = Stopwatch.GetTimestamp();
        var result = Handle(queued.Message);
        TellChanges(result);
        Sender.Tell(result.Reply);

        var rejected = result.Reply as WriteRejected;
        if (rejected is not null && _refusals.ShouldLog(out var suppressed))
            _logger.WriteRefused(rejected.Reason, rejected.Detail, suppressed);
        _monitor.Tell(new MonitorProtocol.WriteObserved(
            queued.Message.Lane,
            (queued.Message as WriteCandles)?.Series,
            Stopwatch.GetElapsedTime(queued.ArrivedAt, started),
            Stopwatch.GetElapsedTime(started),
            _executor?.TakeLockWait() ?? _waitOfFailed,
            rejected?.Reason,
            result.Rows,
            result.Stats));
        _waitOfFailed = default;
        var took = Stopwatch.GetElapsedTime(started);
        _pause.Worked(Stopwatch.GetElapsedTime(0, started), Stopwatch.GetElapsedTime(0));
        if (!LeaveRoom())
            GiveWay(queued.Message, result.Reply, took);
    }

    /// <summary>After COMMIT, before the reply: who reads after that finds no cache that does not know.</summary>
    private void TellChanges(WriteResult result)
    {
        TellForeignCommit();
        if (result.Step is not null)
            Context.System.EventStream.Publish(result.Step);
        if (result.Committed is not { } committed)
            return;
        _changes.Changed(committed.Series, committed.Changed[0].OpenTime, committed.Changed[^1].OpenTime, committed.SeriesVersion);
        Context.System.EventStream.Publish(committed);
    }

    private void TellForeignCommit()
    {
        if (_executor?.TakeForeignCommit() == true)
            _changes.ChangedElsewhere();
    }

    private void OnLookForOthers()
    {
        if (_executor is not { } executor)
        {
            _changes.ChangedElsewhere();
            return;
        }

        try
        {
            executor.LookForForeignCommit();
            TellForeignCommit();
            FileIsInPlace();
        }
        catch (Exception e) when (e is StorageException or LockLostException or FileRefusedException)
        {
            _changes.ChangedElsewhere();
            if (!_stopping)
                React(e, WriteFailures.Decide(e), nameof(LookForOthers));
        }
    }

    /// <summary>Leaves the write lock free for a moment where another program may wait for it; whether it has.</summary>
    private bool LeaveRoom()
    {
        if (_executor is null || _pause.Owed() is not { IsDue: true } owed || !MayBeShared())
            return false;
        var whole = owed.Interruptible ? _queue.WaitUnlessUrgent(owed.Length) : !_givingUp.Token.WaitHandle.WaitOne(owed.Length);
        if (whole)
            _monitor.Tell(MonitorProtocol.WriterPaused.Instance);
        return true;
    }

    /// <summary>Leaves the processors to whoever reads.</summary>
    private void GiveWay(IWriteMessage message, object reply, TimeSpan took)
    {
        if (message.Lane != WriteLane.Backfill || reply is not CandlesWritten)
            return;
        var rest = _backfillPause.After(took, _reading.Since);
        if (rest == TimeSpan.Zero)
            return;
        _queue.WaitUnlessUrgent(rest);
        _monitor.Tell(MonitorProtocol.WriterRested.Instance);
    }

    private bool MayBeShared()
    {
        if (!OtherPrograms.SeesAll)
            return true;
        if (_aloneAt != 0 && Stopwatch.GetElapsedTime(_aloneAt) < AloneFor)
            return false;
        var alone = _others.Look() is { IsEmpty: true };
        _aloneAt = alone ? Stopwatch.GetTimestamp() : 0;
        return !alone;
    }

    private WriteResult Handle(IWriteMessage message)
    {
        if (message is Drain)
            return new WriteResult(DrainAndClose(message.Id));
        if (message.LiveUntil < _time.GetUtcNow())
            return Rejected(message, WriteRejection.Expired, "Its deadline passed while it waited.");
        if (_drained)
            return Rejected(message, WriteRejection.Draining, "The system is going down.");
        if (_executor is null || _stopping)
            return Rejected(message, WriteRejection.StorageUnavailable, _condition ?? "The file is not open.");

        try
        {
            var result = Execute(_executor, message);
            if (message is RunCheckpoint)
                _checkpointsFail = false;
            if (_checkpointsFail)
            {
                _recoversByWriting &= !result.Wrote;
                return result;
            }

            if (result.Wrote || (result.Reply is not WriteRejected && !_recoversByWriting))
                Recovered(result.Wrote);
            return result;
        }
        catch (StorageException e) when (message is RunCheckpoint && !e.IsMovedFile && WriteFailures.Decide(e).Action is FailureAction.GoOn or FailureAction.Reopen)
        {
            CheckpointFailed(e);
            return Rejected(message, WriteRejection.StorageUnavailable, e.Message);
        }
        catch (Exception e) when (WriteFailures.Decide(e) is var decision)
        {
            React(e, decision, message.GetType().Name);
            return Rejected(message, decision.Rejection, e.Message);
        }
    }

    /// <summary>Writes may still go into the WAL, so they do; the condition is over when a checkpoint succeeds.</summary>
    private void CheckpointFailed(StorageException failure)
    {
        _checkpointsFail = true;
        Fail(failure.Message);
        Timers.StartSingleTimer(nameof(RetryCheckpoint), RetryCheckpoint.Instance, CheckpointAgainAfter);
    }

    private void OnRetryCheckpoint()
    {
        if (_checkpointsFail && !_drained)
            Handle(new RunCheckpoint(WriteId.New(), CheckpointMode.Passive, DateTimeOffset.MaxValue));
    }

    private WriteResult Execute(WriteExecutor executor, IWriteMessage message) => message switch
    {
        WriteCandles write => executor.Store(write),
        RecordGaps record => executor.Record(record),
        RecordTraderStep step => executor.Record(step),
        RunCheckpoint checkpoint => new WriteResult(new CheckpointFinished(message.Id, CheckpointOwn(executor, checkpoint.Mode))),
        _ => Rejected(message, WriteRejection.Invalid, $"{message.GetType().Name} is no message of the writer."),
    };

    private CheckpointOutcome CheckpointOwn(WriteExecutor executor, CheckpointMode mode)
    {
        executor.RefuseLostRight();
        return Checkpoint(executor, mode);
    }

    private CheckpointOutcome Checkpoint(WriteExecutor executor, CheckpointMode mode)
    {
        var outcome = executor.Checkpoint(mode);
        _logger.Checkpointed(mode, outcome.MovedPages, outcome.LeftPages, outcome.Duration.TotalMilliseconds, outcome.Busy);
        _monitor.Tell(new MonitorProtocol.CheckpointObserved(outcome));
        return outcome;
    }

    /// <summary>Everything queued before is done. The readers are closed by now, so the WAL can be emptied; then the file is left as one.</summary>
    private WriterDrained DrainAndClose(WriteId id)
    {
        try
        {
            if (_executor is { } executor)
                Checkpoint(executor, CheckpointMode.Truncate);
        }
        catch (StorageException e)
        {
            // The file is whole without it: the next opening recovers the WAL.
            _logger.WriterFailing(e.Message);
        }

        Timers.CancelAll();
        Close();
        _drained = true;
        return new WriterDrained(id);
    }

    /// <summary>Carries out the supervision table's decision.</summary>
    private void React(Exception failure, FailureDecision decision, string during)
    {
        if (decision == FailureDecision.WaitForTheOther)
            return;
        if (failure is not (StorageException or WalLostException or LockLostException or FileRefusedException))
            _logger.WriterDefect(failure, during);

        Fail(failure.Message);

        // A full disk still takes a message that changes nothing; that is no recovery.
        _recoversByWriting = decision.Action == FailureAction.GoOn;

        switch (decision.Action)
        {
            case FailureAction.Reopen:
                if (failure is StorageException { IsMovedFile: true })
                    LeaveMovedFile();
                else
                    CloseAndReopen();
                break;
            case FailureAction.StopTheSystem:
                Close();
                Stop(failure.Message);
                break;
            case FailureAction.DrainAndStopTheSystem:
                Stop(failure.Message);
                break;
            case FailureAction.GoOn:
                break;
        }
    }

    /// <summary>The connection and the path are of one file, perhaps again.</summary>
    private void FileIsInPlace()
    {
        _board.FileOpened();
        if (_leavingMovedFile)
            Recovered(wrote: true);
        _leavingMovedFile = false;
    }

    private void CloseAndReopen()
    {
        _leavingMovedFile = false;
        Close();
        Timers.StartSingleTimer(nameof(Reopen), Reopen.Instance, _reopenAfter);
        _reopenAfter = _reopenAfter * 2 < LastReopen ? _reopenAfter * 2 : LastReopen;
    }

    /// <summary>From now on nothing is written and nothing recovers; said once.</summary>
    private void Stop(string reason)
    {
        if (_stopping)
            return;
        _stopping = true;
        _logger.WriterStopsTheSystem(reason);
        _stopTheSystem(reason);
    }

    private void Fail(string condition)
    {
        _failures++;
        if (_condition is null)
            _logger.WriterFailing(condition);
        _condition = condition;
        _monitor.Tell(new MonitorProtocol.WriterConditionChanged(condition));
    }

    /// <summary>
    /// Empties its WAL first, so that it is whole wherever it lies now, and its frames are not taken for those of a file that has taken its place.
    /// While a reader keeps the WAL from being emptied the connection is kept, and it is tried again: the next opening would destroy that other file.
    /// </summary>
    private void LeaveMovedFile()
    {
        _board.FileMoved();
        try
        {
            if (_executor is { } executor && Checkpoint(executor, CheckpointMode.Truncate).Busy)
            {
                if (_movedWarnings.ShouldLog(out _))
                    _logger.MovedFileIncomplete("a reader has a snapshot of it; it is tried again");
                _leavingMovedFile = true;
                Timers.StartSingleTimer(nameof(LookForOthers), LookForOthers.Instance, LeaveAgainAfter);
                return;
            }
        }
        catch (StorageException e)
        {
            _logger.MovedFileIncomplete(e.Message);
        }

        CloseAndReopen();
    }

    private void Recovered(bool wrote)
    {
        if (wrote)
            _reopenAfter = FirstReopen;
        if (_condition is null)
            return;
        _logger.WriterRecovered(_failures);
        _condition = null;
        _failures = 0;
        _recoversByWriting = false;
        _monitor.Tell(new MonitorProtocol.WriterConditionChanged(null));
    }

    private static WriteResult Rejected(IWriteMessage message, WriteRejection reason, string detail) =>
        new(new WriteRejected(message.Id, reason, detail));

    private sealed record RetryCheckpoint
    {
        public static readonly RetryCheckpoint Instance = new();
    }

    private sealed record Reopen
    {
        public static readonly Reopen Instance = new();
    }
}
