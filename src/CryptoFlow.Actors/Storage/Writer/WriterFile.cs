using CryptoFlow.Storage.Readers;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Storage.Writer;

/// <summary>
/// Opens, closes and reopens the writer's store. Tells the readers, the caches and the monitor of each opening and closing. Used from the writer's thread.
/// </summary>
/// <param name="source">Opens the store, and takes the right to write it.</param>
/// <param name="board">Tells the readers whether the file was moved.</param>
/// <param name="reports">Tells everybody else.</param>
/// <param name="logger">The log.</param>
/// <param name="givingUp">Ends a wait for another program's lock at once.</param>
internal sealed class WriterFile(
    IWriteStoreSource source,
    ReaderBoard board,
    WriterReports reports,
    ILogger logger,
    CancellationToken givingUp)
{
    private IWriteStore? _store;
    private LockWait _waitBeforeClose;

    public bool IsOpen => _store is not null;

    /// <summary>The epoch under which this writer writes; null while the file is not open.</summary>
    public long? Epoch => _store?.Head.Epoch;

    /// <summary>Opens the file. After an exception the connection may be open: <see cref="Close"/> closes it.</summary>
    /// <param name="prove">True to prove by a write that the file can be written. An opening without a write succeeds on a disk that refuses writes.</param>
    /// <inheritdoc cref="IWriteStoreSource.Open"/>
    public void Open(bool prove)
    {
        _store = source.Open(givingUp);
        if (prove)
            _store.ProveWritable();
        board.FileOpened();
        reports.FileOpened(_store.SchemaVersion, _store.Head);
    }

    /// <summary>Runs one message.</summary>
    /// <exception cref="StoreException">Nothing of the message is stored.</exception>
    public WriteResult Execute(IWriteMessage message) =>
        _store is { } store ? store.Execute(message) : throw new InvalidOperationException("The file is not open.");

    /// <summary>
    /// Checks whether the open file and its lock file are those at their paths, and whether another program has committed. While the file is closed, nobody can
    /// check it, so the caches are told that anything may have changed.
    /// </summary>
    /// <inheritdoc cref="IWriteStore.CheckInPlace"/>
    /// <returns>True if the file is open and was checked.</returns>
    public bool Look()
    {
        if (_store is null)
        {
            reports.ChangedElsewhere();
            return false;
        }

        _store.CheckInPlace();
        TellForeignCommit();
        board.FileOpened();
        reports.Repeat(_store.Head);
        return true;
    }

    /// <summary>Tells the caches if the last transaction or check has found a commit of another program.</summary>
    public void TellForeignCommit()
    {
        if (_store?.TakeForeignCommit() == true)
            reports.ChangedElsewhere();
    }

    /// <summary>The time spent waiting for locks since the last call, including the waits of a connection that was closed meanwhile.</summary>
    public LockWait TakeLockWait()
    {
        var wait = _store?.TakeLockWait() ?? _waitBeforeClose;
        _waitBeforeClose = default;
        return wait;
    }

    /// <summary>
    /// Empties the WAL of a file that was moved. Then the moved file is complete without its WAL, and SQLite does not apply stale frames to another file at the old
    /// path. While a reader's snapshot prevents the checkpoint, the writer must keep its connection: to open the other file would apply the stale frames and destroy
    /// that file.
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
        catch (StoreException e)
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
        catch (StoreException e)
        {
            logger.WriterFailing(e.Message);
        }
    }

    /// <summary>Closes the connection and then gives the right to write back: the writer will not open the file again.</summary>
    public void Leave()
    {
        Close();
        source.Release();
    }

    /// <summary>
    /// Closes the connection, if there is one. The right to write stays with this process, so that no other process takes over between two openings.
    /// </summary>
    public void Close()
    {
        if (_store is null)
            return;
        _waitBeforeClose = _store.TakeLockWait();
        _store.Dispose();
        _store = null;
        reports.FileClosed();
    }

    private CheckpointOutcome? EmptyWal()
    {
        var outcome = _store?.Checkpoint(CheckpointMode.Truncate);
        reports.Checkpointed(outcome);
        return outcome;
    }
}
