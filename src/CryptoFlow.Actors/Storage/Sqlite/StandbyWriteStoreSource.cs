using CryptoFlow.Storage.Sqlite.StartUp;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>
/// Opens the file in a process that may become the writer later. It takes the lock, and creates or migrates the file, when the writer starts, not when the program
/// starts. While another process has the lock, it refuses the opening with <see cref="StoreFailure.RightElsewhere"/>, and the writer tries again.
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

    /// <remarks>
    /// For a later writer of this process, the next opening makes all checks of a start again, because other processes may have written, migrated or replaced the
    /// file meanwhile.
    /// </remarks>
    public void Release()
    {
        source.Release();
        _isStarted = false;
    }

    public bool MayOthersUse() => source.MayOthersUse();
}
