using CryptoFlow.Storage.Sqlite.OtherProcesses;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite.Engine;

/// <summary>
/// One connection to the file, with its pragmas set and its lock waits recorded. Pragmas belong to a connection, so each opening sets them. Connections are not
/// pooled and share no cache. Used by one thread at a time.
/// </summary>
public sealed class StorageConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly LockWaitRecorder _lockWaits;
    private readonly List<Statement> _statements = [];
    private readonly string _path;
    private readonly FileIdentity? _file;

    private StorageConnection(SqliteConnection connection, string path, LockWaitRecorder lockWaits)
    {
        _connection = connection;
        _path = path;
        _lockWaits = lockWaits;
        _file = FileIdentity.Of(path);

        // The identity is read after the opening, so another file may already be at the path. SQLite knows whether its open file is still at the path.
        if (_file is not null && FileControl.HasMoved(Handle))
            throw SqliteStoreException.MovedFile();
    }

    public sqlite3 Handle => _connection.Handle!;

    /// <summary>The busy timeout of this connection.</summary>
    public TimeSpan Patience
    {
        get => _lockWaits.Patience;
        set => _lockWaits.Patience = value;
    }

    /// <summary>Opens the read-write connection to an existing file.</summary>
    public static StorageConnection OpenWriter(StorageSettings settings, CancellationToken givingUp = default) =>
        OpenWriter(SqliteOpenMode.ReadWrite, settings, givingUp);

    /// <summary>Opens the read-write connection and creates the file if it does not exist. For the start only.</summary>
    public static StorageConnection OpenOrCreate(StorageSettings settings) =>
        OpenWriter(SqliteOpenMode.ReadWriteCreate, settings, CancellationToken.None);

    /// <summary>Opens an empty in-memory database, to compute the objects of a schema version.</summary>
    internal static StorageConnection OpenInMemory() => Open(SqliteOpenMode.Memory, ":memory:", TimeSpan.Zero, CancellationToken.None);

    /// <summary>Opens a read-only connection to an existing file. Also sets <c>query_only</c>, as a second protection.</summary>
    public static StorageConnection OpenReader(StorageSettings settings, CancellationToken givingUp = default) =>
        Open(SqliteOpenMode.ReadOnly, settings, givingUp).HandOver(connection =>
        {
            connection.Execute("PRAGMA query_only=ON");
            return connection;
        });

    /// <summary>
    /// Opens a read-only connection for <c>VACUUM INTO</c>. It does not set <c>query_only</c>, because SQLite would then refuse the statement, although it writes
    /// only the new file.
    /// </summary>
    internal static StorageConnection OpenForCopy(StorageSettings settings, CancellationToken givingUp) =>
        Open(SqliteOpenMode.ReadOnly, settings, givingUp);

    /// <summary>Creates the object that will own the connection. Closes the connection if this throws.</summary>
    public T HandOver<T>(Func<StorageConnection, T> make)
    {
        try
        {
            return make(this);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Throws if the open file is no longer at its path. To be called before each use, because a write into a moved or deleted file must not be acknowledged.
    /// Costs one <c>stat</c>. SQLite's own check compares only the inode, and files on two file systems may have the same inode number.
    /// </summary>
    /// <exception cref="SqliteStoreException">The file was moved, deleted or replaced since it was opened.</exception>
    public void RefuseMovedFile()
    {
        if (_file is { } opened ? FileIdentity.Of(_path) != opened : FileControl.HasMoved(Handle))
            throw SqliteStoreException.MovedFile();
    }

    /// <summary>Prepares a statement that is closed with the connection.</summary>
    public Statement Prepare(string sql)
    {
        var statement = PrepareOnce(sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Prepares a statement that the caller must dispose of.</summary>
    public Statement PrepareOnce(string sql) => new(Handle, _lockWaits, sql);

    public void Execute(string sql)
    {
        using var statement = PrepareOnce(sql);
        statement.Run();
    }

    public long QueryInt64(string sql)
    {
        using var statement = PrepareOnce(sql);
        return statement.Step() ? statement.GetInt64(0) : throw new SqliteStoreException(raw.SQLITE_DONE, $"no row: {sql}");
    }

    public string QueryText(string sql)
    {
        using var statement = PrepareOnce(sql);
        return statement.Step() ? statement.GetText(0) : throw new SqliteStoreException(raw.SQLITE_DONE, $"no row: {sql}");
    }

    /// <summary>The lock waits since the last call.</summary>
    public LockWait TakeLockWait() => _lockWaits.Take();

    /// <summary>Rolls back the transaction if one is open.</summary>
    public void RollbackIfOpen()
    {
        if (raw.sqlite3_get_autocommit(Handle) == 0)
            Execute("ROLLBACK");
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();
        _statements.Clear();
        _connection.Dispose();
        _lockWaits.Dispose();
    }

    private static StorageConnection OpenWriter(SqliteOpenMode mode, StorageSettings settings, CancellationToken givingUp) =>
        Open(mode, settings, givingUp).HandOver(connection =>
        {
            // SQLite opens a file without write permission read-only and returns no error.
            if (raw.sqlite3_db_readonly(connection.Handle, "main") != 0)
                throw new SqliteStoreException(raw.SQLITE_READONLY, $"{settings.Path} may not be written");
            if (connection.QueryText("PRAGMA journal_mode=WAL") != "wal")
                throw new SqliteStoreException(raw.SQLITE_CANTOPEN, "the file system does not support WAL mode");
            connection.Execute($"PRAGMA synchronous={settings.Synchronous}");
            connection.Execute($"PRAGMA wal_autocheckpoint={settings.WalAutocheckpointPages}");
            connection.Execute($"PRAGMA journal_size_limit={settings.JournalSizeLimitBytes}");
            return connection;
        });

    private static StorageConnection Open(SqliteOpenMode mode, StorageSettings settings, CancellationToken givingUp) =>
        Open(mode, settings.Path, settings.BusyTimeout, givingUp);

    private static StorageConnection Open(SqliteOpenMode mode, string path, TimeSpan busyTimeout, CancellationToken givingUp)
    {
        EngineThreading.Configure();

        // The driver only opens and closes the connection. Statements do not use the driver's commands (see Statement), so its timeout is never used.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            Cache = SqliteCacheMode.Private,
            DefaultTimeout = 1,
        }.ToString());
        try
        {
            connection.Open();
            return new StorageConnection(connection, path, LockWaitRecorder.Install(connection.Handle!, busyTimeout, givingUp));
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new SqliteStoreException(e.SqliteExtendedErrorCode, File.Exists(path) ? $"opening {path}: {e.Message}" : $"there is no file {path}");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
