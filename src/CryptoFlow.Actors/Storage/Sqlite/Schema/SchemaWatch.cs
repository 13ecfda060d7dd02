using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Schema;

/// <summary>
/// Checks after another program's commit that the file still has everything that the writer needs. Without this check some statements would fail while each opening
/// succeeds, and health would alternate between failed and ok.
/// </summary>
/// <remarks>Uses the writer's connection. A check costs two small queries.</remarks>
internal sealed class SchemaWatch
{
    private readonly StorageConnection _connection;
    private readonly Statement _schemaVersion;
    private readonly Statement _rows;
    private long _seenVersion;

    public SchemaWatch(StorageConnection connection)
    {
        _connection = connection;
        _schemaVersion = connection.Prepare("PRAGMA schema_version");
        _rows = connection.Prepare("SELECT count(*) FROM meta WHERE key IN ('market_origin', 'database_id')");
        _seenVersion = Read(_schemaVersion);
    }

    /// <summary>To be called when another program has committed.</summary>
    /// <exception cref="FileRefusedException">
    /// Something is missing. The next opening of the file creates missing triggers and indexes again; for a missing table or column it says what to do.
    /// </exception>
    public void Look()
    {
        if (Read(_schemaVersion) is var version && version != _seenVersion)
        {
            var objects = SchemaObjects.Of(SchemaMigrator.CurrentVersion);
            if (objects.FindMissingTable(_connection) is { } missing)
                throw new FileRefusedException(FileRefusal.Incomplete, missing);
            if (objects.FindMakeable(_connection) is { } name)
                throw new FileRefusedException(FileRefusal.Incomplete, $"{name}, a trigger or an index of the database, was dropped by another program; it is made again.");
            _seenVersion = version;
        }

        if (Read(_rows) < 2)
            throw new FileRefusedException(FileRefusal.Incomplete, "Rows of the table meta of the database were deleted by another program.");
    }

    private static long Read(Statement statement)
    {
        statement.Step();
        var value = statement.GetInt64(0);
        statement.Reset();
        return value;
    }
}
