using CryptoFlow.Storage.Sqlite.StartUp;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>
/// Opens the file in a process that only may become the writer: the lock is taken, and the file created or migrated, when the writer is created, not when the
/// program starts. While another process has the lock, the opening is refused with <see cref="StoreFailure.RightElsewhere"/>, and the writer tries again.
/// </summary>
/// <param name="source">Opens the file while this process has the right to write it.</param>
/// <param name="guard">The right to write the file.</param>
internal sealed class StandbyWriteStoreSource(SqliteWriteStoreSource source, DatabaseGuard guard) : IWriteStoreSource
{
    private bool _isStarted;

    public IWriteStore Open(CancellationToken givingUp)
    {
        if (!_isStarted)
        {
            guard.Forget();
            guard.Start();
            _isStarted = true;
        }

        return source.Open(givingUp);
    }

    /// <remarks>A later writer of this process starts anew, because other processes may have written, migrated or replaced the file meanwhile.</remarks>
    public void Release()
    {
        source.Release();
        _isStarted = false;
    }

    public bool MayOthersUse() => source.MayOthersUse();
}
