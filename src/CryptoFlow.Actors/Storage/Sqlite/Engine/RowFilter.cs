using System.Text;

namespace CryptoFlow.Storage.Sqlite.Engine;

/// <summary>
/// Builds the WHERE clause of a query whose conditions vary. Each value is bound to the statement, so no text of a client becomes part of the SQL.
/// </summary>
internal sealed class RowFilter
{
    private readonly StringBuilder _sql = new();
    private readonly List<(string? Text, long Number)> _values = [];

    /// <param name="condition">The condition up to its value, such as <c>symbol = </c>.</param>
    /// <param name="value">The value.</param>
    public void And(string condition, string value) => AndValue(condition, (value, 0));

    /// <inheritdoc cref="And(string, string)"/>
    public void And(string condition, long value) => AndValue(condition, (null, value));

    /// <summary>Adds a condition without a value.</summary>
    public void And(string condition) => _sql.Append(_sql.Length == 0 ? " WHERE " : " AND ").Append(condition);

    /// <summary>Prepares a query with this filter and binds the values. The caller disposes of the statement.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="select">The query up to its WHERE clause.</param>
    /// <param name="rest">The query after its WHERE clause, such as <c> ORDER BY id</c>.</param>
    public Statement Prepare(StorageConnection connection, string select, string rest)
    {
        var statement = connection.PrepareOnce($"{select}{_sql}{rest}");
        try
        {
            for (var i = 0; i < _values.Count; i++)
            {
                if (_values[i].Text is { } text)
                    statement.Bind(i + 1, text);
                else
                    statement.Bind(i + 1, _values[i].Number);
            }

            return statement;
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }

    private void AndValue(string condition, (string? Text, long Number) value)
    {
        _values.Add(value);
        And($"{condition}?{_values.Count}");
    }
}
