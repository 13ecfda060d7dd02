using static CryptoFlow.Storage.Writer.WriterDuties;
using static CryptoFlow.Storage.Writer.WriterState;

namespace CryptoFlow.Storage.Writer;

/// <summary>The states of the writer.</summary>
public enum WriterState
{
    /// <summary>The file is not open. The writer opens it at the start and retries with back-off; it refuses every message.</summary>
    Closed,

    /// <summary>The file is open and takes writes.</summary>
    Writing,

    /// <summary>The file is open, but the disk was full. The failure lasts until a write succeeds.</summary>
    NeedsWrite,

    /// <summary>The file is open and takes writes into the WAL, but a checkpoint failed. The failure lasts until a checkpoint succeeds.</summary>
    NeedsCheckpoint,

    /// <summary>A write and a checkpoint failed. The failure lasts until both succeed.</summary>
    NeedsBoth,

    /// <summary>The file was moved, deleted or replaced. The writer keeps its connection until it has emptied the WAL into the old file.</summary>
    Leaving,

    /// <summary>The program has to stop. The writer refuses every message and does not recover.</summary>
    Stopping,

    /// <summary>All queued messages are handled. The file is closed and will not be opened again.</summary>
    Drained,
}

/// <summary>The events of the writer's state machine.</summary>
public enum WriterEvent
{
    /// <summary>The writer opened the file.</summary>
    Opened,

    /// <summary>The writer committed a transaction that changed the file.</summary>
    Wrote,

    /// <summary>A checkpoint ran without an error.</summary>
    Checkpointed,

    /// <summary>Another program held the write lock for longer than the busy timeout.</summary>
    Blocked,

    /// <summary>The disk is full; the connection is sound.</summary>
    WriteFailed,

    /// <summary>A checkpoint failed; the connection is sound.</summary>
    CheckpointFailed,

    /// <summary>The connection failed, the file was refused, or this process lost the right to write.</summary>
    ConnectionFailed,

    /// <summary>The file was not opened, because another process has the right to write.</summary>
    RightElsewhere,

    /// <summary>The file at the path is not the file that is open.</summary>
    FileMoved,

    /// <summary>A reader's snapshot kept the WAL of the moved file from being emptied.</summary>
    MovedFilePinned,

    /// <summary>The WAL of the moved file is empty, or a checkpoint of the moved file failed.</summary>
    MovedFileLeft,

    /// <summary>A check found the open file and its lock file at their paths.</summary>
    FileInPlace,

    /// <summary>The <c>-wal</c> or the <c>-shm</c> was deleted or replaced.</summary>
    WalLost,

    /// <summary>The file is damaged or is not a database, or another writer has opened it: a further write could do harm.</summary>
    MustNotWrite,

    /// <summary>All queued messages are handled.</summary>
    Drained,
}

/// <summary>The duties of the actor after an event, in this order.</summary>
[Flags]
public enum WriterDuties
{
    Nothing = 0,

    /// <summary>Tell the monitor of the failure; log the first failure in a row.</summary>
    TellFailure = 1,

    /// <summary>Tell the monitor and the log that the failure is over.</summary>
    TellRecovery = 2,

    /// <summary>Tell the readers that the file was moved, and empty its WAL.</summary>
    EmptyMovedFile = 4,

    /// <summary>Close the connection.</summary>
    Close = 8,

    /// <summary>Open the file after <see cref="WriterCondition.ReopenAfter"/> of the condition before the event.</summary>
    Reopen = 16,

    /// <summary>Run a checkpoint in a second.</summary>
    RetryCheckpoint = 32,

    /// <summary>Check in a second whether the moved file is back at its path, and try again to empty its WAL.</summary>
    LookAgain = 64,

    /// <summary>Stop the program in order.</summary>
    StopTheSystem = 128,
}

/// <summary>The condition after an event, and the duties of the actor.</summary>
public readonly record struct WriterStep(WriterCondition Next, WriterDuties Duties);

/// <summary>
/// The writer's state machine. Pure. The table is in Storage/DESIGN.md, "States of the writer"; a test compares the two.
/// </summary>
/// <param name="State">The state.</param>
/// <param name="Failure">Why the writer cannot write, for the monitor and for the refusals; null while it can write.</param>
/// <param name="Failures">Number of failures since the writer could last write.</param>
/// <param name="ReopenAfter">Pause before the next try to open the file.</param>
public sealed record WriterCondition(WriterState State, string? Failure, long Failures, TimeSpan ReopenAfter)
{
    public static readonly TimeSpan FirstReopen = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan LastReopen = TimeSpan.FromSeconds(10);

    /// <summary>Before the first opening.</summary>
    public static WriterCondition AtStart { get; } = new(Closed, null, 0, FirstReopen);

    /// <param name="happened">The event.</param>
    /// <param name="failure">The reason of a failure; null for any other event.</param>
    public WriterStep On(WriterEvent happened, string? failure = null)
    {
        var (state, duties) = After(State, happened);
        var next = this with { State = state };
        if (Failure is null)
            duties &= ~TellRecovery;
        if (state == State && duties == Nothing)
            return new WriterStep(this, Nothing);

        if (duties.HasFlag(TellFailure))
            next = next with { Failure = failure, Failures = Failures + 1 };
        if (duties.HasFlag(TellRecovery))
            next = next with { Failure = null, Failures = 0 };
        if (duties.HasFlag(Reopen))
            next = next with { ReopenAfter = ReopenAfter * 2 < LastReopen ? ReopenAfter * 2 : LastReopen };
        if (happened is WriterEvent.Opened or WriterEvent.RightElsewhere)
            next = next with { ReopenAfter = FirstReopen };
        return new WriterStep(next, duties);
    }

    /// <summary>Translates a decision of <see cref="WriteFailures"/> into an event.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="isMovedFile">Whether the file at the path is not the file that is open.</param>
    public static WriterEvent EventOf(FailureDecision decision, bool isMovedFile) => decision.Action switch
    {
        FailureAction.GoOn => decision == FailureDecision.WaitForTheOther ? WriterEvent.Blocked : WriterEvent.WriteFailed,
        FailureAction.StopTheSystem => WriterEvent.MustNotWrite,
        FailureAction.AwaitRight => WriterEvent.RightElsewhere,
        FailureAction.DrainAndStopTheSystem => WriterEvent.WalLost,
        _ => isMovedFile ? WriterEvent.FileMoved : WriterEvent.ConnectionFailed,
    };

    private static (WriterState Next, WriterDuties Duties) After(WriterState state, WriterEvent happened) => (state, happened) switch
    {
        (_, WriterEvent.Drained) => (WriterState.Drained, Close),
        (Stopping or WriterState.Drained, _) => (state, Nothing),
        (_, WriterEvent.FileMoved) => (Leaving, TellFailure | EmptyMovedFile),
        (_, WriterEvent.MustNotWrite) => (Stopping, TellFailure | Close | StopTheSystem),
        (_, WriterEvent.WalLost) => (Stopping, TellFailure | StopTheSystem),
        (_, WriterEvent.ConnectionFailed) => (Closed, TellFailure | Close | Reopen),

        // In this state each failure means that the file could not be opened. The writer closes what is open and tries again.
        (Closed, WriterEvent.Blocked or WriterEvent.WriteFailed or WriterEvent.CheckpointFailed or WriterEvent.RightElsewhere) => (Closed, TellFailure | Close | Reopen),
        (Closed, WriterEvent.Opened) => (Writing, TellRecovery),
        (Closed, _) => (Closed, Nothing),

        (Leaving, WriterEvent.MovedFilePinned) => (Leaving, LookAgain),
        (Leaving, WriterEvent.MovedFileLeft) => (Closed, Close | Reopen),
        (Leaving, WriterEvent.FileInPlace or WriterEvent.Wrote) => (Writing, TellRecovery),
        (Leaving, WriterEvent.WriteFailed or WriterEvent.CheckpointFailed) => (Leaving, TellFailure),

        (Writing or NeedsWrite, WriterEvent.WriteFailed) => (NeedsWrite, TellFailure),
        (NeedsCheckpoint or NeedsBoth, WriterEvent.WriteFailed) => (NeedsBoth, TellFailure),
        (Writing or NeedsCheckpoint, WriterEvent.CheckpointFailed) => (NeedsCheckpoint, TellFailure | RetryCheckpoint),
        (NeedsWrite or NeedsBoth, WriterEvent.CheckpointFailed) => (NeedsBoth, TellFailure | RetryCheckpoint),
        (NeedsWrite, WriterEvent.Wrote) or (NeedsCheckpoint, WriterEvent.Checkpointed) => (Writing, TellRecovery),
        (NeedsBoth, WriterEvent.Wrote) => (NeedsCheckpoint, Nothing),
        (NeedsBoth, WriterEvent.Checkpointed) => (NeedsWrite, Nothing),
        _ => (state, Nothing),
    };
}
