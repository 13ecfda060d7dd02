using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>
/// Opens, closes and reopens the writer's connection. Takes the right to write first (<see cref="DatabaseGuard"/>). Tells the readers, the caches and the
/// monitor of each opening and closing. Used from the writer's thread.
/// </summary>
/// <param name="settings">The file and how to open it.</param>
/// <param name="guard">The right to write the file. Each opening takes it if this process does not have it.</param>
/// <param name="board">Tells the readers whether the file was moved.</param>
/// <param name="reports">Tells everybody else.</param>
/// <param name="logger">The log.</param>
/// <param name="givingUp">Ends a wait for another program's lock at once.</param>
internal sealed class WriterFile(
    StorageSettings settings,
    DatabaseGuard guard,
    ReaderBoard board,
    WriterReports reports,
    ILogger logger,
    CancellationToken givingUp)
{
    private WriteExecutor? _executor;
    private LockWait _waitBeforeClose;

    public bool IsOpen => _executor is not null;

    /// <summary>Opens the file. After an exception the connection may be open: <see cref="Close"/> closes it.</summary>
    /// <param name="prove">Whether to prove by a write that the file can be written. An opening that only reads succeeds on a disk that refuses writes.</param>
    /// <exception cref="StorageException">There is no file, or SQLite refused.</exception>
    /// <exception cref="FileRefusedException">The file may not be written.</exception>
    /// <exception cref="LockLostException">The lock was lost again.</exception>
    public void Open(bool prove)
    {
        guard.TakeUp();
        _executor = StorageConnection.OpenWriter(settings, givingUp).HandOver(connection =>
        {
            guard.Adopt(connection);
            return new WriteExecutor(connection, settings, guard.RefuseLostLock);
        });
        if (prove)
            _executor.ProveWritable();
        board.FileOpened();
        reports.FileOpened();
    }

    /// <inheritdoc cref="WriteExecutor.Execute"/>
    public WriteResult Execute(IWriteMessage message) =>
        _executor is { } executor ? executor.Execute(message) : throw new InvalidOperationException("The file is not open.");

    /// <summary>
    /// Checks whether the open file and its lock file are those at their paths, and whether another program has committed. While the file is closed, nobody can
    /// check: the caches are told that anything may have changed.
    /// </summary>
    /// <inheritdoc cref="WriteExecutor.LookForForeignCommit"/>
    /// <returns>True if the file is open and was checked.</returns>
    public bool Look()
    {
        if (_executor is null)
        {
            reports.ChangedElsewhere();
            return false;
        }

        _executor.LookForForeignCommit();
        TellForeignCommit();
        board.FileOpened();
        return true;
    }

    /// <summary>Tells the caches if the last transaction or check has found a commit of another program.</summary>
    public void TellForeignCommit()
    {
        if (_executor?.TakeForeignCommit() == true)
            reports.ChangedElsewhere();
    }

    /// <summary>The time spent waiting for locks since the last call, including the waits of a connection that was closed meanwhile.</summary>
    public LockWait TakeLockWait()
    {
        var wait = _executor?.TakeLockWait() ?? _waitBeforeClose;
        _waitBeforeClose = default;
        return wait;
    }

    /// <summary>
    /// Empties the WAL of a file that was moved. So the moved file is complete without its WAL, and SQLite does not apply stale frames to another file at the old
    /// path. While a reader's snapshot prevents this, the writer must keep its connection: opening the other file would apply those frames and destroy it.
    /// </summary>
    /// <returns><see cref="WriterEvent.MovedFilePinned"/> or <see cref="WriterEvent.MovedFileLeft"/>.</returns>
    public WriterEvent EmptyMovedFile()
    {
        board.FileMoved();
        try
        {
            if (EmptyWal() is { Busy: true })
            {
                reports.MovedFilePinned();
                return WriterEvent.MovedFilePinned;
            }
        }
        catch (StorageException e)
        {
            logger.MovedFileIncomplete(e.Message);
        }

        return WriterEvent.MovedFileLeft;
    }

    /// <summary>Empties the WAL when the program stops. A failure is only logged: nothing is lost, because the next opening recovers the WAL.</summary>
    public void EmptyWalAtEnd()
    {
        try
        {
            EmptyWal();
        }
        catch (StorageException e)
        {
            logger.WriterFailing(e.Message);
        }
    }

    /// <summary>Closes the connection, if there is one.</summary>
    public void Close()
    {
        if (_executor is null)
            return;
        _waitBeforeClose = _executor.TakeLockWait();
        _executor.Dispose();
        _executor = null;
        reports.FileClosed();
    }

    private CheckpointOutcome? EmptyWal()
    {
        var outcome = _executor?.Checkpoint(CheckpointMode.Truncate);
        reports.Checkpointed(outcome);
        return outcome;
    }
}
