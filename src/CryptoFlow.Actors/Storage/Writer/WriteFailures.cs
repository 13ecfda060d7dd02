using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.StartUp;
using SQLitePCL;

namespace CryptoFlow.Storage.Writer;

/// <summary>What the writer does after a failure, besides answering the current message.</summary>
public enum FailureAction
{
    /// <summary>Keep the connection and go on.</summary>
    GoOn,

    /// <summary>Close the connection and open it again, with back-off. Refuse all messages until it is open.</summary>
    Reopen,

    /// <summary>Close the connection and stop the program in order: further writes could do harm, and restarting an actor does not repair the file.</summary>
    StopTheSystem,

    /// <summary>Stop the program in order, but keep the connection to the end: it works, and no other connection can still empty the WAL into the file.</summary>
    DrainAndStopTheSystem,
}

/// <summary>The <c>-wal</c> or the <c>-shm</c> at the path is not the file that the connection has open.</summary>
public sealed class WalLostException(string path) : Exception(
    $"{path} was deleted or replaced under the program; what it held is moved into the database, and the program has to be started again, since other programs no longer see its locks.");

/// <summary>One row of the supervision table.</summary>
public sealed record FailureDecision(WriteRejection Rejection, FailureAction Action)
{
    /// <summary>Another program holds the lock for longer than the busy timeout. This is no failure of the writer: that program's transaction will end.</summary>
    public static FailureDecision WaitForTheOther { get; } = new(WriteRejection.Busy, FailureAction.GoOn);
}

/// <summary>
/// The supervision table of storage failures, by SQLite's primary result code (Storage/DESIGN.md, Supervision). Each row has a test. The current message is
/// always answered.
/// </summary>
public static class WriteFailures
{
    public static FailureDecision Decide(Exception failure) => failure switch
    {
        StorageException e => Decide(e.Code),

        // The files were deleted while open: another program would create new ones, and its locks and ours would not exclude each other.
        WalLostException => new FailureDecision(WriteRejection.StorageUnavailable, FailureAction.DrainAndStopTheSystem),

        // Another process may have the right to write now. The writer takes the lock again if it is free.
        LockLostException => new FailureDecision(WriteRejection.StorageUnavailable, FailureAction.Reopen),

        // Another file lies at the path, or our file lacks a table, a column or a row. The writer changes nothing in it and checks it again at the next opening.
        FileRefusedException => new FailureDecision(WriteRejection.StorageUnavailable, FailureAction.Reopen),

        // A defect of CryptoFlow: the state of the connection is not known, so the writer opens a new connection.
        _ => new FailureDecision(WriteRejection.Failed, FailureAction.Reopen),
    };

    public static FailureDecision Decide(int primaryCode) => primaryCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => FailureDecision.WaitForTheOther,

        // No space on the disk: the connection still works, and the operator has to free space.
        raw.SQLITE_FULL => new FailureDecision(WriteRejection.StorageUnavailable, FailureAction.GoOn),

        // The disk fails, or the file's permissions forbid writes: opening a new connection shows whether this is over.
        raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_NOLFS or raw.SQLITE_PROTOCOL
            => new FailureDecision(WriteRejection.StorageUnavailable, FailureAction.Reopen),

        // The file is damaged or is not a database: each further write could destroy more.
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new FailureDecision(WriteRejection.Failed, FailureAction.StopTheSystem),

        _ => new FailureDecision(WriteRejection.Failed, FailureAction.Reopen),
    };
}
