using SQLitePCL;

namespace CryptoFlow.Benchmarks.References;

/// <summary>Direct calls of SQLite. The minimal read and write loops use them.</summary>
internal static class Raw
{
    public static sqlite3_stmt Prepare(sqlite3 connection, string sql)
    {
        Check(raw.sqlite3_prepare_v2(connection, sql, out var statement), connection);
        return statement;
    }

    public static void Execute(sqlite3 connection, string sql) => Check(raw.sqlite3_exec(connection, sql), connection);

    public static void Check(int result, sqlite3 connection)
    {
        if (result != raw.SQLITE_OK)
            throw Failure(connection);
    }

    public static InvalidOperationException Failure(sqlite3 connection) => new($"SQLite: {raw.sqlite3_errmsg(connection).utf8_to_string()}");
}
