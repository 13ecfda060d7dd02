using System.Diagnostics;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>
/// Owns the system's only read-write connection and handles one message at a time.
/// <list type="bullet">
/// <item>Atomic: each message is one IMMEDIATE transaction. The reply comes after COMMIT; a refusal means that nothing of the message is stored.</item>
/// <item>Order: by <see cref="WriteLane"/>, FIFO within a lane (<see cref="WriterMailbox"/>). A page holds at most 1,500 candles, so no message waits long
/// behind another.</item>
/// <item>Failures: <see cref="WriteFailures"/> decides, <see cref="WriterCondition"/> holds the state. The current message is always answered.</item>
/// <item>Deadlines: the writer refuses a message that it dequeues after the message's remaining time. The message of a sender that has stopped waiting may still be
/// stored. So every message can be sent twice without harm.</item>
/// <item>Pauses: <see cref="WriterCourtesy"/> decides when the writer pauses for other programs and for readers.</item>
/// <item>Thread: its own (pinned dispatcher). It makes blocking calls on purpose. No other thread uses the connection.</item>
/// <item>End: the writer handles <see cref="Drain"/> after all queued messages. Then it empties the WAL, closes the file and gives the lock file back.</item>
/// </list>
/// </summary>
public sealed class DbWriterActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger;
    private readonly Action<string> _stopTheSystem;
    private readonly CancellationTokenSource _givingUp;
    private readonly WriterQueueStats _queue;
    private readonly WriterCourtesy _courtesy;
    private readonly WriterReports _reports;
    private readonly WriterFile _file;
    private WriterCondition _condition = WriterCondition.AtStart;

    /// <param name="settings">The file and how to open it.</param>
    /// <param name="source">Opens the store, and takes the right to write it.</param>
    /// <param name="shared">The objects that the writer shares with its mailbox, the readers and the subscribers of commits.</param>
    /// <param name="monitor">Receives a report of every message and of every change of the condition.</param>
    /// <param name="time">The clock of the reports.</param>
    /// <param name="logger">The log.</param>
    /// <param name="stopTheSystem">Begins an orderly stop of the program. The argument is the reason.</param>
    /// <param name="givingUp">Cancelled when the time for the program's stop is nearly over: a wait for another program's lock ends at once.</param>
    public DbWriterActor(
        StorageSettings settings,
        IWriteStoreSource source,
        WriterShared shared,
        IActorRef monitor,
        TimeProvider time,
        ILogger<DbWriterActor> logger,
        Action<string> stopTheSystem,
        CancellationToken givingUp)
    {
        (_logger, _stopTheSystem) = (logger, stopTheSystem);
        _givingUp = CancellationTokenSource.CreateLinkedTokenSource(givingUp);
        _queue = shared.Queue;
        _courtesy = new WriterCourtesy(source.MayOthersUse, () => shared.Reading.Since);
        _reports = new WriterReports(Self, monitor, shared.Changes, shared.Commits, settings, time, logger);
        _file = new WriterFile(source, shared.Readers, _reports, logger, _givingUp.Token);
        Closed();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc cref="DbWriterActor(StorageSettings, IWriteStoreSource, WriterShared, IActorRef, TimeProvider, ILogger{DbWriterActor}, Action{string}, CancellationToken)"/>
    public static Props Props(
        StorageSettings settings,
        IWriteStoreSource source,
        WriterShared shared,
        IActorRef monitor,
        TimeProvider time,
        ILogger<DbWriterActor> logger,
        Action<string> stopTheSystem,
        CancellationToken givingUp = default) =>
        Akka.Actor.Props.Create(() => new DbWriterActor(settings, source, shared, monitor, time, logger, stopTheSystem, givingUp))
            .WithDispatcher("cryptoflow.writer-dispatcher")
            .WithMailbox("cryptoflow.writer-mailbox");

    protected override void PreStart() => Open();

    protected override void PostStop()
    {
        _givingUp.Cancel();
        _file.Leave();
        _givingUp.Dispose();
    }

    private void Closed()
    {
        Answers(message => WriteResult.Refused(message, WriteRefusal.StorageUnavailable, _condition.Failure ?? "The file is not open."));
        Receive<Reopen>(_ => Open());
    }

    private void Writing() => Answers(Store);

    private void CheckpointsFail() =>
        Answers(Store, onRetry: () => _reports.Committed(Store(new RunCheckpoint(WriteId.New(), CheckpointMode.Passive, TimeSpan.MaxValue))));

    private void Stopping() => Answers(message => WriteResult.Refused(message, WriteRefusal.StorageUnavailable, _condition.Failure!));

    private void Drained() => Answers(message => WriteResult.Refused(message, WriteRefusal.Draining, "The system is going down."));

    private Action BehaviourIn(WriterState state) => state switch
    {
        WriterState.Closed => Closed,
        WriterState.NeedsCheckpoint or WriterState.NeedsBoth => CheckpointsFail,
        WriterState.Stopping => Stopping,
        WriterState.Drained => Drained,

        // In Leaving, too, the writer tries each message, because the file may be back at its path.
        WriterState.Writing or WriterState.NeedsWrite or WriterState.Leaving or _ => Writing,
    };

    /// <summary>The handlers that every state has.</summary>
    /// <param name="handle">Answers a message whose deadline has not passed.</param>
    /// <param name="onRetry">Repeats a failed checkpoint. Null in states without a failed checkpoint, where a late timer message is ignored.</param>
    private void Answers(Func<IWriteMessage, WriteResult> handle, Action? onRetry = null)
    {
        Receive<QueuedWrite>(queued => OnWrite(queued, handle));
        Receive<GetWriterReadiness>(_ => Sender.Tell(_file.Epoch is { } epoch ? new WriterReady(epoch) : WriterNotReady.Instance));
        Receive<LookForOthers>(_ => OnLookForOthers());
        Receive<RetryCheckpoint>(_ => onRetry?.Invoke());
    }

    private void Open()
    {
        try
        {
            _file.Open(prove: _condition.Failure is not null);
            Happened(WriterEvent.Opened);
        }
        catch (Exception e) when (WriteFailures.Decide(e) is var decision)
        {
            Failed(e, decision, "the opening of the file");
        }
    }

    private void OnWrite(QueuedWrite queued, Func<IWriteMessage, WriteResult> handle)
    {
        var (message, started) = (queued.Message, Stopwatch.GetTimestamp());
        var result = message switch
        {
            Drain => DrainAndClose(message.Id),
            _ when queued.HasExpired => WriteResult.Refused(message, WriteRefusal.Expired, "Its deadline passed while it waited."),
            _ => handle(message),
        };
        _file.TellForeignCommit();
        _reports.Committed(result);
        Sender.Tell(result.Reply);
        _reports.Observed(queued, result, started, _file.TakeLockWait());

        var storedBackfill = message.Lane == WriteLane.Backfill && result.Reply is CandlesWritten or OldCandlesRemoved;
        Pause(_courtesy.After(Stopwatch.GetElapsedTime(0, started), Stopwatch.GetElapsedTime(0), _file.IsOpen, storedBackfill));
    }

    private void Pause(CourtesyPause pause)
    {
        if (pause.For == PauseFor.Nobody)
            return;
        var whole = pause.Interruptible ? _queue.WaitUnlessUrgent(pause.Length) : !_givingUp.Token.WaitHandle.WaitOne(pause.Length);
        _reports.Paused(pause.For, whole);
    }

    private void OnLookForOthers()
    {
        try
        {
            if (_file.Look())
                Happened(WriterEvent.FileInPlace);
        }
        catch (StoreException e)
        {
            _reports.ChangedElsewhere();
            Failed(e, WriteFailures.Decide(e), nameof(LookForOthers));
        }
    }

    private WriteResult Store(IWriteMessage message)
    {
        try
        {
            var result = _file.Execute(message);
            if (result.Checkpoint is not null)
                Happened(WriterEvent.Checkpointed);
            if (result.Wrote)
                Happened(WriterEvent.Wrote);
            return result;
        }
        catch (StoreException e) when (message is RunCheckpoint && e is { Failure: not (StoreFailure.Moved or StoreFailure.RightLost or StoreFailure.FilesLost or StoreFailure.Fenced or StoreFailure.Refused) } && WriteFailures.Decide(e).Action is FailureAction.GoOn or FailureAction.Reopen)
        {
            Happened(WriterEvent.CheckpointFailed, e.Message);
            return WriteResult.Refused(message, WriteRefusal.StorageUnavailable, e.Message);
        }
        catch (Exception e) when (WriteFailures.Decide(e) is var decision)
        {
            Failed(e, decision, message.GetType().Name);
            return WriteResult.Refused(message, decision.Rejection, e.Message);
        }
    }

    /// <summary>
    /// The writer has handled all messages that were queued before, and the readers are closed. So a checkpoint can empty the WAL, and only the database file is
    /// left.
    /// </summary>
    private WriteResult DrainAndClose(WriteId id)
    {
        _file.EmptyWalAtEnd();
        Timers.CancelAll();
        Happened(WriterEvent.Drained);
        _file.Leave();
        return new WriteResult(new WriterDrained(id));
    }

    private void Failed(Exception failure, FailureDecision decision, string during)
    {
        if (failure is not StoreException)
            _logger.WriterDefect(failure, during);
        Happened(WriterCondition.EventOf(decision, failure is StoreException { Failure: StoreFailure.Moved }), failure.Message);
    }

    /// <summary>Advances the state machine by one event and performs the duties of that step.</summary>
    private void Happened(WriterEvent happened, string? failure = null)
    {
        var before = _condition;
        (_condition, var duties) = before.On(happened, failure);
        if (_condition.State != before.State)
            Become(BehaviourIn(_condition.State));
        if ((duties & (WriterDuties.TellFailure | WriterDuties.TellRecovery)) != 0)
            _reports.ConditionChanged(before, _condition);
        if (duties.HasFlag(WriterDuties.EmptyMovedFile))
            Happened(_file.EmptyMovedFile());
        if (duties.HasFlag(WriterDuties.Close))
            _file.Close();
        if (duties.HasFlag(WriterDuties.Reopen))
            Timers.StartSingleTimer(nameof(Reopen), new Reopen(), before.ReopenAfter);
        if (duties.HasFlag(WriterDuties.RetryCheckpoint))
            Timers.StartSingleTimer(nameof(RetryCheckpoint), new RetryCheckpoint(), TryAgainAfter);
        if (duties.HasFlag(WriterDuties.LookAgain))
            Timers.StartSingleTimer(nameof(LookForOthers), LookForOthers.Instance, TryAgainAfter);
        if (duties.HasFlag(WriterDuties.StopTheSystem))
        {
            _logger.WriterStopsTheSystem(failure!);
            _stopTheSystem(failure!);
        }
    }

    private sealed record RetryCheckpoint;

    private sealed record Reopen;
}
