using CryptoFlow.Logging;
using CryptoFlow.Storage.Guard;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Storage.Writer;

/// <summary>
/// The writer's connection: opened with the right to write (<see cref="DatabaseGuard"/>), closed, opened again. Tells the readers, the caches and the monitor when that happens.
/// Used from the writer's thread.
/// </summary>
/// <param name="settings">The file.</param>
/// <param name="guard">The right to write the file. It is taken where nobody has it yet, and taken again where it was lost.</param>
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

    /// <summary>Opens the file. When this throws, the connection may be open: <see cref="Close"/> closes it.</summary>
    /// <param name="prove">Whether to prove by a write that the file can be written: a disk that cannot be written can be read.</param>
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

    /// <summary>Looks whether file and lock are those at their paths, and whether another program has committed. Nothing while the file is closed.</summary>
    /// <inheritdoc cref="WriteExecutor.LookForForeignCommit"/>
    /// <returns>Whether there was a file to look at.</returns>
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

    /// <summary>Tells the caches where the last transaction or look has seen the commit of another program.</summary>
    public void TellForeignCommit()
    {
        if (_executor?.TakeForeignCommit() == true)
            reports.ChangedElsewhere();
    }

    /// <summary>Locks waited for since the last call, also where the connection was closed meanwhile.</summary>
    public LockWait TakeLockWait()
    {
        var wait = _executor?.TakeLockWait() ?? _waitBeforeClose;
        _waitBeforeClose = default;
        return wait;
    }

    /// <summary>
    /// Empties the WAL of a file that was moved: the file is to be whole wherever it lies now, and SQLite is not to take its frames for those of a file in
    /// its place. While a reader keeps the WAL from being emptied the connection has to be kept: the next opening would destroy that other file.
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

    /// <summary>Empties the WAL at the end. A failure is only logged: the file is whole without the checkpoint, since the next opening recovers the WAL.</summary>
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
