using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.Schema;
using CryptoFlow.Storage.Sqlite.StartUp;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>Opens a database file for a command that only reads. Needs no actor and no lock, and works while a server runs.</summary>
public static class DatabaseFile
{
    /// <summary>Opens an existing file. The caller closes it.</summary>
    /// <exception cref="FileRefusedException">The file does not exist, is not a CryptoFlow database, or cannot be read; the message says which.</exception>
    public static IReadStore OpenForReading(StorageSettings settings, TimeProvider time)
    {
        if (!File.Exists(settings.Path))
            throw new FileRefusedException(FileRefusal.Absent, $"There is no database {settings.Path}; CryptoFlow:Database:Path or --database names another.");
        EngineGuard.Check(settings);
        try
        {
            return StorageConnection.OpenReader(settings).HandOver(connection =>
            {
                SchemaMigrator.RefuseWhatIsNotOurs(connection);
                if (connection.QueryInt64("PRAGMA user_version") == 0)
                    throw new FileRefusedException(FileRefusal.Absent, $"The database {settings.Path} is empty.");
                return new SqliteReadStore(connection, time);
            });
        }
        catch (SqliteStoreException failure)
        {
            // After a stop SQLite has to create the -shm again, so even a reader needs write access to the directory.
            var obstacle = WriteAccess.FindObstacle(settings.Path);
            throw new FileRefusedException(FileRefusal.CannotOpen, $"The database {settings.Path} cannot be read: {failure.Message}{(obstacle is null ? "" : $"; {obstacle}")}");
        }
    }
}
