namespace CryptoFlow.Storage.Writer;

/// <summary>The action of the writer after a failure, besides the answer to the current message.</summary>
public enum FailureAction
{
    /// <summary>Keep the connection and continue.</summary>
    GoOn,

    /// <summary>Close the connection and open it again, with back-off. Refuse all messages until it is open.</summary>
    Reopen,

    /// <summary>Close the connection, wait until another process has given the right to write back, and open. Refuse all messages until then.</summary>
    AwaitRight,

    /// <summary>Close the connection and stop the program in order: further writes could do harm, and restarting an actor does not repair the file.</summary>
    StopTheSystem,

    /// <summary>
    /// Stop the program in order, but keep the connection until the end. It still works, and it is the only connection that can still move the WAL into the file.
    /// </summary>
    DrainAndStopTheSystem,
}

/// <summary>One row of the supervision table.</summary>
public sealed record FailureDecision(WriteRefusal Rejection, FailureAction Action)
{
    /// <summary>
    /// Another program holds the lock for longer than the busy timeout. This is not a failure of the writer: the other program's transaction will end.
    /// </summary>
    public static FailureDecision WaitForTheOther { get; } = new(WriteRefusal.Busy, FailureAction.GoOn);
}

/// <summary>
/// The supervision table of storage failures (Storage/DESIGN.md, Supervision). Each row has a test. The current message is always answered.
/// </summary>
public static class WriteFailures
{
    public static FailureDecision Decide(Exception failure) => failure is StoreException e ? Decide(e.Failure) : Decide(StoreFailure.Unknown);

    public static FailureDecision Decide(StoreFailure failure) => failure switch
    {
        StoreFailure.Busy => FailureDecision.WaitForTheOther,

        // No space on the disk: the connection still works, and the operator has to free space.
        StoreFailure.Full => new FailureDecision(WriteRefusal.StorageUnavailable, FailureAction.GoOn),

        // The disk fails, or the file's permissions forbid writes. A new connection shows whether the failure is over.
        StoreFailure.Unavailable or StoreFailure.Moved => new FailureDecision(WriteRefusal.StorageUnavailable, FailureAction.Reopen),

        // The file is damaged or is not a database: each further write could destroy more.
        StoreFailure.Damaged => new FailureDecision(WriteRefusal.Failed, FailureAction.StopTheSystem),

        // Another writer has opened the file. The program ends, because it would look healthy if only the writer stopped.
        StoreFailure.Fenced => new FailureDecision(WriteRefusal.StorageUnavailable, FailureAction.StopTheSystem),

        // The files were deleted while open: another program would create new ones, and its locks and ours would not exclude each other.
        StoreFailure.FilesLost => new FailureDecision(WriteRefusal.StorageUnavailable, FailureAction.DrainAndStopTheSystem),

        // Another process may have the right to write now. The writer takes the lock again if it is free.
        StoreFailure.RightLost => new FailureDecision(WriteRefusal.StorageUnavailable, FailureAction.Reopen),

        // The other process may be about to close the file, and the writer takes over as soon as it has. So the pause between two tries does not grow.
        StoreFailure.RightElsewhere => new FailureDecision(WriteRefusal.StorageUnavailable, FailureAction.AwaitRight),

        // Another file is at the path, or a table, a column or a row is missing in our file. The writer does not change the file, and checks it again at the next
        // opening.
        StoreFailure.Refused => new FailureDecision(WriteRefusal.StorageUnavailable, FailureAction.Reopen),

        // A defect of CryptoFlow, or an error that the writer cannot judge: the state of the connection is not known, so the writer opens a new connection.
        StoreFailure.Interrupted or StoreFailure.Unknown or _ => new FailureDecision(WriteRefusal.Failed, FailureAction.Reopen),
    };
}
