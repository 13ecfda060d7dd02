using System.Security.Cryptography;
using CryptoFlow.Storage.Sqlite.Backups;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.OtherProcesses;
using CryptoFlow.Storage.Sqlite.Schema;
using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite.StartUp;

/// <summary>The lock file at the path is not the file that this process has locked.</summary>
public sealed class LockLostException(string path) : StoreException(
    StoreFailure.RightLost,
    $"{DatabaseLock.PathFor(path)} was deleted or replaced under the program; it writes nothing until it has taken that lock again.");

/// <summary>
/// Guards the right of this process to write the database file. The process may write only while the lock file at the path is the one that it has locked. It may
/// write only the database that it was started on, or a copy of that database.
/// </summary>
/// <remarks>Used by the start, then by the writer's thread, then by the stop; never by two threads at a time.</remarks>
/// <param name="settings">The file and how to open it.</param>
/// <param name="origin">The origin of the candles that this process collects.</param>
/// <param name="newIdentity">Creates the identity of a database: 128 random bits in hexadecimal. Null uses a random generator.</param>
/// <param name="time">The clock. Null uses the system's.</param>
public sealed class DatabaseGuard(StorageSettings settings, MarketOrigin origin, Func<string>? newIdentity = null, TimeProvider? time = null) : IDisposable
{
    private readonly Func<string> _newIdentity = newIdentity ?? (() => RandomNumberGenerator.GetHexString(32, lowercase: true));

    /// <summary>The identities that the file has had while this process wrote it.</summary>
    private readonly HashSet<string> _identities = [];

    private DatabaseLock? _lock;

    /// <summary>True after a writer has taken over the lock that the start has reserved.</summary>
    private volatile bool _isTakenUp;

    /// <summary>The file that this process wrote last.</summary>
    private FileIdentity? _file;

    /// <summary>
    /// Takes the lock, creates or migrates the file, and refuses a file that must not be written. To be called before the first opening by a writer: in a process
    /// that always writes, before any actor exists.
    /// </summary>
    /// <exception cref="FileRefusedException">The start is refused. A file that is refused for its contents is unchanged.</exception>
    public void Start()
    {
        EngineGuard.Check(settings);
        if (WriteAccess.FindObstacle(settings.Path) is { } obstacle)
            throw new FileRefusedException(FileRefusal.Place, obstacle);
        _lock = DatabaseLock.Acquire(settings.Path);
        try
        {
            if (File.Exists(settings.Path))
            {
                using var look = StorageConnection.OpenReader(settings);
                SchemaMigrator.RefuseWhatIsNotOurs(look);
                FileContents.RefuseOtherOriginAtStart(look, settings.Path, origin);
                MigrationBackup.MakeIfNeeded(look, settings, time ?? TimeProvider.System);
            }
            else
            {
                DatabaseRestore.RefuseInterrupted(settings.Path);
            }

            using var connection = StorageConnection.OpenOrCreate(settings);
            SchemaMigrator.Migrate(connection, settings.Intervals);
            FileContents.ClaimOrigin(connection, origin);
            Adopt(connection);
        }
        catch (SqliteStoreException e)
        {
            Dispose();
            throw new FileRefusedException(FileRefusal.CannotOpen, Explain(e));
        }
        catch (LockLostException e)
        {
            Dispose();
            throw new FileRefusedException(FileRefusal.Lock, e.Message);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>To be called before each transaction that writes. Costs one <c>stat</c>.</summary>
    /// <exception cref="LockLostException">Another process may have taken the lock at the path.</exception>
    public void RefuseLostLock()
    {
        if (_lock is not { IsInPlace: true })
            throw new LockLostException(settings.Path);
    }

    /// <summary>
    /// To be called before each opening of the file by the writer. Checks the file at the path through a read-only connection, and takes the lock if this process
    /// does not hold it. A file that is not this process's database is neither changed nor locked.
    /// </summary>
    /// <exception cref="FileRefusedException">The file may not be written; the message says what to do.</exception>
    /// <exception cref="SqliteStoreException">There is no file, or it cannot be read.</exception>
    public void TakeUp()
    {
        _isTakenUp = true;

        // Checked before the lock is taken, so that no lock file is created in a directory without a database, and another program can start there.
        if (!File.Exists(settings.Path))
            throw new SqliteStoreException(raw.SQLITE_CANTOPEN, $"there is no file {settings.Path}; put it or a backup of it in its place, or start the program again to collect everything anew");

        // SQLite would create a -wal and a -shm with the file's permissions. Both would still prevent writes after the file's permissions are repaired.
        if (WriteAccess.FindObstacle(settings.Path) is { } obstacle)
            throw new FileRefusedException(FileRefusal.Place, obstacle);

        using (var look = StorageConnection.OpenReader(settings))
            Refuse(look);
        if (_lock is { IsInPlace: true })
            return;
        var taken = DatabaseLock.Acquire(settings.Path);
        _lock?.Dispose();
        _lock = taken;
    }

    /// <summary>
    /// To be called with the writer's connection before its first use, because the file may have been replaced since <see cref="TakeUp"/> checked it.
    /// </summary>
    /// <exception cref="FileRefusedException">The file may not be written; the message says what to do.</exception>
    /// <exception cref="LockLostException">The lock is lost.</exception>
    /// <exception cref="SqliteStoreException">The file cannot be written.</exception>
    public void Adopt(StorageConnection writer)
    {
        writer.RefuseMovedFile();
        Refuse(writer);
        RefuseLostLock();
        SchemaMigrator.CreateMissing(writer, settings.Intervals);

        // The series versions of a copy continue from earlier numbers, and clients have seen other candles under these numbers. So a copy gets a new identity.
        var file = FileIdentity.Of(settings.Path);
        var replaced = _file is not null && file != _file;
        var identity = FileContents.IdentityOf(writer);
        if (identity is null || replaced)
            FileContents.SetIdentity(writer, identity = _newIdentity());
        _identities.Add(identity);
        _file = file;
    }

    /// <summary>Frees the lock. To be called by the writer, after it has closed the file for the last time.</summary>
    public void Release()
    {
        _lock?.Dispose();
        _lock = null;
    }

    /// <summary>Frees the lock that the start has reserved, if no writer has taken it over: a writer frees the lock itself, after it has closed the file.</summary>
    public void EndReservation()
    {
        if (!_isTakenUp)
            Release();
    }

    /// <summary>Forgets the file's identities. The next writer of this process then accepts a file by the rules of a start.</summary>
    public void Forget()
    {
        _identities.Clear();
        _file = null;
    }

    public void Dispose() => Release();

    private void Refuse(StorageConnection connection)
    {
        SchemaMigrator.RefuseWhatIsNotOurs(connection);
        if (connection.QueryInt64("PRAGMA user_version") != SchemaMigrator.CurrentVersion)
            throw new FileRefusedException(FileRefusal.Schema, $"The file that is at {settings.Path} now has an older schema or none; the next start of the program brings it up to date.");
        FileContents.RefuseOtherOrigin(connection, settings.Path, origin);
        if (_file is not null && FileIdentity.Of(settings.Path) != _file && !(FileContents.IdentityOf(connection) is { } identity && _identities.Contains(identity)))
            throw new FileRefusedException(
                FileRefusal.Replaced,
                $"The file that is at {settings.Path} now is another database than the one that this program was started on, and is left alone; put the right one or a backup of it in its place, or start the program again to go on with this file.");
    }

    private string Explain(SqliteStoreException failure) => failure switch
    {
        { Failure: StoreFailure.Busy } =>
            $"Another program has held the write lock of the database {settings.Path} for longer than CryptoFlow:Database:BusyTimeoutMs ({settings.BusyTimeout.TotalMilliseconds} ms); end it, or start again when it is done.",
        { Failure: StoreFailure.Full } or { ExtendedCode: raw.SQLITE_IOERR_SHMSIZE } =>
            $"The disk of the database {settings.Path} is full: {failure.Message}; make room and start again.",
        { Failure: StoreFailure.Damaged } =>
            $"The database {settings.Path} cannot be opened: {failure.Message}; put a backup in its place, or move it away, with its -wal and -shm, to collect everything anew.",
        _ => $"The database {settings.Path} cannot be opened: {failure.Message}",
    };
}
