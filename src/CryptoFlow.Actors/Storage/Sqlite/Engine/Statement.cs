using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite.Engine;

/// <summary>
/// A prepared statement, bound and read by position. A thin layer over SQLitePCLRaw. The driver's commands are not used, because they retry SQLITE_BUSY in steps of
/// 150 ms and look up parameters by name. <see cref="Reset"/> keeps the bindings. Must not be used after its disposal.
/// </summary>
public sealed class Statement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private nint _pointer;
    private readonly LockWaitRecorder _lockWaits;
    private readonly string _sql;

    internal Statement(sqlite3 connection, LockWaitRecorder lockWaits, string sql)
    {
        _connection = connection;
        _lockWaits = lockWaits;
        _sql = sql;
        if (raw.sqlite3_prepare_v2(connection, sql, out _statement) != raw.SQLITE_OK)
            throw Failure();
        _pointer = _statement.DangerousGetHandle();
    }

    public Statement Bind(int position, long value) => Checked(ValueCalls.Bind(_pointer, position, value));

    public Statement Bind(int position, long? value) =>
        value is { } number ? Bind(position, number) : Checked(raw.sqlite3_bind_null(_statement, position));

    public Statement Bind(int position, double value) => Checked(ValueCalls.Bind(_pointer, position, value));

    public Statement Bind(int position, double? value) =>
        value is { } known ? Bind(position, known) : Checked(raw.sqlite3_bind_null(_statement, position));

    public Statement Bind(int position, string value) => Checked(raw.sqlite3_bind_text(_statement, position, value));

    /// <summary>Moves to the next row; false at the end. Call <see cref="Reset"/> after the end.</summary>
    /// <exception cref="SqliteStoreException">SQLite returned an error; the statement has been reset.</exception>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result == raw.SQLITE_DONE)
            return false;

        var failure = Failure();
        raw.sqlite3_reset(_statement);
        throw failure;
    }

    /// <summary>Runs a statement to its end and makes it ready for the next run. Rows that it returns are ignored.</summary>
    /// <returns>Number of changed rows, without changes by triggers.</returns>
    public int Run()
    {
        while (Step())
        {
        }

        var changes = raw.sqlite3_changes(_connection);
        Reset();
        return changes;
    }

    public void Reset() => raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>True if the value is stored as an integer or a real.</summary>
    public bool IsNumber(int column) => raw.sqlite3_column_type(_statement, column) is raw.SQLITE_INTEGER or raw.SQLITE_FLOAT;

    public long GetInt64(int column) => ValueCalls.Int64(_pointer, column);

    public long? GetNullableInt64(int column) => IsNull(column) ? null : GetInt64(column);

    public double GetDouble(int column) => ValueCalls.Double(_pointer, column);

    public double? GetNullableDouble(int column) => IsNull(column) ? null : GetDouble(column);

    public string GetText(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public void Dispose()
    {
        // SQLite answers a null statement with SQLITE_MISUSE, or with 0.
        _pointer = 0;
        _statement.Dispose();
    }

    private Statement Checked(int result) =>
        result == raw.SQLITE_OK ? this : throw Failure();

    private SqliteStoreException Failure()
    {
        var failure = SqliteStoreException.From(_connection, _sql);
        _lockWaits.Observe(failure.ExtendedCode);
        return failure;
    }
}
