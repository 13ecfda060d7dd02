using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.Replaced;
using CryptoFlow.Storage.Sqlite.Schema;
using CryptoFlow.Storage.Sqlite.StartUp;
using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>
/// What commands need of a database file without the actors. Takes no lock and changes nothing, and works while a server runs. The only part of this folder that
/// code other than composition uses.
/// </summary>
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

    /// <summary>Opens a file of the replaced system, read-only. The caller closes it.</summary>
    /// <param name="path">Its path as the user gave it.</param>
    /// <param name="patience">How long to wait for the locks of another program.</param>
    /// <exception cref="FileRefusedException">The file does not exist, is not one of that system, or cannot be read; the message says which.</exception>
    public static IReplacedFile OpenReplaced(string path, TimeSpan patience)
    {
        var real = RealPath.Of(path);
        if (!File.Exists(real))
            throw new FileRefusedException(FileRefusal.Absent, $"There is no file {path}.");
        try
        {
            return StorageConnection.OpenReader(StorageSettings.From(new DatabaseOptions { Path = real, BusyTimeoutMs = (int)patience.TotalMilliseconds }, [])).HandOver(connection => new ReplacedFile(connection, path));
        }
        catch (SqliteStoreException failure)
        {
            throw new FileRefusedException(FileRefusal.CannotOpen, ExplainReplaced(path, real, failure));
        }
    }

    /// <summary>The sentence for a failure to read a file of the replaced system.</summary>
    public static string ExplainReplaced(string path, StoreException failure) => ExplainReplaced(path, RealPath.Of(path), failure);

    private static string ExplainReplaced(string path, string real, StoreException failure) => failure switch
    {
        { Failure: StoreFailure.Busy } => $"Another program has locked {path}; wait until it is done, or stop it.",
        { Failure: StoreFailure.Damaged } => $"{path} is damaged: {failure.Message}.",

        // A read-only connection cannot roll back the journal of a killed program.
        _ when failure is SqliteStoreException { ExtendedCode: raw.SQLITE_READONLY_ROLLBACK } || File.Exists(real + "-journal") =>
            $"The program that wrote {path} was killed in the middle of a write; open the file once with that program or with sqlite3, which rolls the write back, and import again.",
        { Failure: StoreFailure.Unavailable } =>
            $"{path} cannot be read: {failure.Message}. For a file in WAL mode SQLite needs the right to create {path}-shm; if its directory may not be written, copy the file and its -wal to another directory.",
        _ => $"{path} cannot be read: {failure.Message}.",
    };

    /// <summary>Whether a process has the right to write the database.</summary>
    /// <param name="path">The path of the database. May be a symbolic link.</param>
    public static bool IsInUse(string path) => DatabaseLock.IsHeld(RealPath.Of(path));

    /// <summary>The time at which the newest stored candle closes, ms UTC; null if the file is absent, empty or not readable.</summary>
    /// <param name="path">The path of the database.</param>
    public static long? FindEnd(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using var file = StorageConnection.OpenReader(StorageSettings.From(new DatabaseOptions { Path = path }, []));
            return file.QueryInt64("SELECT ifnull(max(newest_time + (interval * 60000)), 0) FROM series") is > 0 and var end ? end : null;
        }
        catch (SqliteStoreException)
        {
            return null;
        }
    }
}
