using Microsoft.Data.Sqlite;

namespace CryptoFlow.Testing;

/// <summary>A connection as another program, such as a user's script, opens it: by path, through the plain driver.</summary>
public sealed class ForeignConnection : IDisposable
{
    private readonly SqliteConnection _connection;

    public ForeignConnection(string path, bool readOnly = false)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False;Mode={(readOnly ? "ReadOnly" : "ReadWrite")}");
        _connection.Open();
    }

    public int Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    public T Scalar<T>(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return (T)command.ExecuteScalar()!;
    }

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> row)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    public void Dispose() => _connection.Dispose();
}
