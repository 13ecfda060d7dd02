using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.OtherProcesses;
using CryptoFlow.Storage.Sqlite.StartUp;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>Opens the database file for the writer, after this process has taken the right to write it.</summary>
/// <param name="settings">The file and how to open it.</param>
/// <param name="guard">The right to write the file. Each opening takes it if this process does not have it.</param>
/// <param name="time">The clock of the revisions; null for the system's.</param>
internal sealed class SqliteWriteStoreSource(StorageSettings settings, DatabaseGuard guard, TimeProvider? time = null) : IWriteStoreSource
{
    private readonly OtherPrograms _others = new(settings.Path);

    public IWriteStore Open(CancellationToken givingUp)
    {
        guard.TakeUp();
        return StorageConnection.OpenWriter(settings, givingUp).HandOver(connection =>
        {
            guard.Adopt(connection);
            return new SqliteWriteStore(connection, settings, guard.RefuseLostLock, time);
        });
    }

    public void Release() => guard.Release();

    public bool MayOthersUse() => _others.MayBeThere();
}
