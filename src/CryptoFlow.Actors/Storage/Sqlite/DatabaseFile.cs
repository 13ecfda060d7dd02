using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Sqlite.Backups;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.Replaced;
using CryptoFlow.Storage.Sqlite.Schema;
using CryptoFlow.Storage.Sqlite.StartUp;
using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>
/// The operations of the commands on a database file, without actors. Except for a restore, they take no lock and change nothing, so they work while a server runs.
/// Outside of this folder, code other than composition uses only this class.
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
        catch (SqliteStoreException failure) when (failure.Failure == StoreFailure.Busy)
        {
            throw new FileRefusedException(FileRefusal.CannotOpen, LockedBySomebody(settings.Path));
        }
        catch (SqliteStoreException failure)
        {
            // If no process has the file open, SQLite creates the -shm again, so even a reader needs write access to the directory.
            var obstacle = WriteAccess.FindObstacle(settings.Path);
            throw new FileRefusedException(FileRefusal.CannotOpen, $"The database {settings.Path} cannot be read: {failure.Message}{(obstacle is null ? "" : $"; {obstacle}")}");
        }
    }

    /// <summary>Opens a file of the replaced system, read-only. The caller closes it.</summary>
    /// <param name="path">Its path as the user gave it.</param>
    /// <param name="patience">How long to wait for another program's locks.</param>
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
        { Failure: StoreFailure.Busy } => LockedBySomebody(path),
        { Failure: StoreFailure.Damaged } => $"{path} is damaged: {failure.Message}.",

        // A read-only connection cannot roll back the journal of a killed program.
        _ when failure is SqliteStoreException { ExtendedCode: raw.SQLITE_READONLY_ROLLBACK } || File.Exists(real + "-journal") =>
            $"The program that wrote {path} was killed in the middle of a write; open the file once with that program or with sqlite3, which rolls the write back, and import again.",
        { Failure: StoreFailure.Unavailable } =>
            $"{path} cannot be read: {failure.Message}. For a file in WAL mode SQLite needs the right to create {path}-shm; if its directory may not be written, copy the file and its -wal to another directory.",
        _ => $"{path} cannot be read: {failure.Message}.",
    };

    private static string LockedBySomebody(string path) => $"Another program has locked {path}; wait until it is done, or stop it.";

    /// <summary>Makes a proved backup of the database, beside a server or without one.</summary>
    /// <param name="settings">The database.</param>
    /// <param name="to">The new file, absolute, without symbolic links. It does not exist, and its directory does.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="BackupException">No backup was made; no file is left.</exception>
    public static ProvedBackup Backup(StorageSettings settings, string to, TimeProvider time, CancellationToken cancellation)
    {
        // Opening the file makes the checks: the file exists, it is a CryptoFlow database, and the engine is safe.
        OpenForReading(settings, time).Dispose();
        BackupFiles.DeleteLeftovers(Path.GetDirectoryName(to)!, name => name.StartsWith(Path.GetFileName(to), StringComparison.Ordinal));
        return BackupMaker.Make(settings, to, time, cancellation: cancellation);
    }

    /// <summary>Checks a backup against its manifest.</summary>
    /// <exception cref="BackupException">The backup must not be used; the message says why.</exception>
    public static BackupManifest CheckBackup(string path, CancellationToken cancellation)
    {
        EngineThreading.Configure();
        return BackupCheck.Check(RealPath.Of(path), cancellation);
    }

    /// <summary>Restores a backup, or only checks whether it could be restored.</summary>
    /// <exception cref="BackupException">The restore is refused or failed.</exception>
    /// <exception cref="FileRefusedException">A process writes the database, or the right to write cannot be taken.</exception>
    public static RestoreOutcome Restore(StorageSettings settings, RestoreOrder order, TimeProvider time, CancellationToken cancellation) =>
        DatabaseRestore.Run(settings, order, time, cancellation);

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
