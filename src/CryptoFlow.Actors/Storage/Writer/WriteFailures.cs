using CryptoFlow.Storage.Guard;
using CryptoFlow.Storage.Sqlite;
using SQLitePCL;

namespace CryptoFlow.Storage.Writer;

/// <summary>What the writer does after a failure, beyond answering the message in hand.</summary>
public enum FailureAction
{
    /// <summary>Keep the connection and go on.</summary>
    GoOn,

    /// <summary>Close the connection and open it again, with back-off; refuse what comes meanwhile.</summary>
    Reopen,

    /// <summary>Stop the program in order: going on could do harm, and no restart of an actor mends the file.</summary>
    StopTheSystem,

    /// <summary>The same, but the connection is sound and the last that can empty the WAL into the file: it is kept to the end.</summary>
    DrainAndStopTheSystem,
}

/// <summary>The <c>-wal</c> or the <c>-shm</c> is not the one that was opened.</summary>
public sealed class WalLostException(string path) : Exception(
    $"{path} was deleted or replaced under the program; what it held is moved into the database, and the program has to be started again, since other programs no longer see its locks.");

/// <summary>One row of the supervision table.</summary>
public sealed record FailureDecision(WriteRejection Rejection, FailureAction Action)
{
    /// <summary>Another program holds the lock longer than the busy timeout: no failure of ours, its transaction will end.</summary>
    public static FailureDecision WaitForTheOther { get; } = new(WriteRejection.Busy, FailureAction.GoOn);
}

/// <summary>
/// The supervision table of storage failures, by SQLite's primary result code. In one place; a test for each row. The message in
/// hand is always answered.
/// </summary>
public static class WriteFailures
{
    public static FailureDecision Decide(Exception failure) => failure switch
    {
        StorageException e => Decide(e.Code),

        // Deleted under us: another program would make new ones, and its locks and ours would not see each other.
        WalLostException => new FailureDecision(WriteRejection.StorageUnavailable, FailureAction.DrainAndStopTheSystem),

        // Another program may have the right to write now: this one takes the lock again where it is free.
        LockLostException => new FailureDecision(WriteRejection.StorageUnavailable, FailureAction.Reopen),

        // A file that is not ours has taken the place, or something is missing in ours: it is left alone, and looked at again.
        FileRefusedException => new FailureDecision(WriteRejection.StorageUnavailable, FailureAction.Reopen),

        // A defect of ours: the state of the connection is not known, so it is opened anew.
        _ => new FailureDecision(WriteRejection.Failed, FailureAction.Reopen),
    };

    public static FailureDecision Decide(int primaryCode) => primaryCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => FailureDecision.WaitForTheOther,

        // No space, or a file system mounted read-only: the connection is sound, the operator makes room.
        raw.SQLITE_FULL => new FailureDecision(WriteRejection.StorageUnavailable, FailureAction.GoOn),

        // The disk or the file's permissions: a new connection sees whether it is over.
        raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_NOLFS or raw.SQLITE_PROTOCOL
            => new FailureDecision(WriteRejection.StorageUnavailable, FailureAction.Reopen),

        // The file is damaged or is no database: every further write could destroy more.
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new FailureDecision(WriteRejection.Failed, FailureAction.StopTheSystem),

        _ => new FailureDecision(WriteRejection.Failed, FailureAction.Reopen),
    };
}
