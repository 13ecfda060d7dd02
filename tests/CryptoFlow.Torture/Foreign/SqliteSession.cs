using SQLitePCL;

namespace CryptoFlow.Torture.Foreign;

/// <summary>A connection as the sqlite3 shell or a script opens it: with SQLite's own busy handler and without CryptoFlow's code.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly sqlite3 _connection;

    static SqliteSession() => Batteries_V2.Init();

    /// <param name="path">Path of the file. The file must exist.</param>
    /// <param name="busyTimeoutMs">How long SQLite's busy handler waits for a lock, ms.</param>
    /// <exception cref="SqliteFailure">SQLite cannot open the file.</exception>
    public SqliteSession(string path, int busyTimeoutMs)
    {
        var code = raw.sqlite3_open_v2(path, out _connection, raw.SQLITE_OPEN_READWRITE, null);
        if (code != raw.SQLITE_OK)
        {
            _connection.Dispose();
            throw new SqliteFailure(code, "open");
        }

        raw.sqlite3_busy_timeout(_connection, busyTimeoutMs);
    }

    /// <summary>Runs statements and ignores the rows that they return.</summary>
    /// <exception cref="SqliteFailure">A statement failed.</exception>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_connection, sql);
        if (code != raw.SQLITE_OK)
            throw new SqliteFailure(code, sql);
    }

    /// <summary>The rows of a query.</summary>
    /// <exception cref="SqliteFailure">The query failed.</exception>
    public List<T> Query<T>(string sql, Func<sqlite3_stmt, T> row)
    {
        var code = raw.sqlite3_prepare_v2(_connection, sql, out var statement);
        if (code != raw.SQLITE_OK)
            throw new SqliteFailure(code, sql);
        using (statement)
        {
            var rows = new List<T>();
            while ((code = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
                rows.Add(row(statement));
            return code == raw.SQLITE_DONE ? rows : throw new SqliteFailure(code, sql);
        }
    }

    public void Dispose() => _connection.Dispose();
}

/// <summary>SQLite refused a statement, with this result code.</summary>
internal sealed class SqliteFailure(int code, string sql) : Exception($"SQLite answered {code} to: {sql}")
{
    public int Code { get; } = code;
}
