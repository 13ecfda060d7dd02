using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Commits;

/// <summary>Another writer has opened the file since this writer did.</summary>
public sealed class ForeignEpochException(long own, long found) : StoreException(
    StoreFailure.Fenced,
    $"Another process has opened the database as its writer: the file is at epoch {found}, and this process writes under epoch {own}. This process ends, because two writers would overwrite each other; the other process goes on.");

/// <summary>
/// The writer's epoch: a row of <c>meta</c> that each opening raises. The writer reads the row as the first statement of each write transaction. From then on no
/// other connection can change it. So a writer that was suspended while another writer took over writes nothing.
/// </summary>
internal sealed class WriterEpoch
{
    /// <summary>The epoch of the writer that opened the file last; no row if no writer has opened it yet.</summary>
    public const string Select = $"SELECT CAST(value AS INTEGER) FROM meta WHERE key = '{Key}'";

    private const string Key = "writer_epoch";

    /// <summary>The next epoch is also greater than the epochs of the log, in case another program has deleted the row.</summary>
    private const string Next = $"""
        INSERT INTO meta (key, value)
        SELECT '{Key}', CAST(1 + max(ifnull(({Select}), 0), ifnull((SELECT epoch FROM commits ORDER BY number DESC LIMIT 1), 0)) AS TEXT) WHERE true
        ON CONFLICT (key) DO UPDATE SET value = excluded.value
        RETURNING CAST(value AS INTEGER)
        """;

    private readonly Statement _read;

    private WriterEpoch(StorageConnection connection, long value)
    {
        Value = value;
        _read = connection.Prepare(Select);
    }

    public long Value { get; }

    /// <summary>Begins a new epoch. Returns after COMMIT: an epoch that could not be stored does not exist.</summary>
    /// <exception cref="SqliteStoreException">The file cannot be written.</exception>
    public static WriterEpoch Raise(StorageConnection connection)
    {
        using var raise = connection.PrepareOnce(Next);
        raise.Step();
        var value = raise.GetInt64(0);

        // The statement commits with its last step.
        while (raise.Step())
        {
        }

        return new WriterEpoch(connection, value);
    }

    /// <summary>Reads one row of a small table that is always in the page cache.</summary>
    /// <exception cref="ForeignEpochException">Another writer has opened the file.</exception>
    /// <exception cref="FileRefusedException">Another program has deleted the row. The next opening of the file creates the row again.</exception>
    public void RefuseForeign()
    {
        long? found = _read.Step() ? _read.GetInt64(0) : null;
        _read.Reset();
        if (found == Value)
            return;
        throw found is { } other
            ? new ForeignEpochException(Value, other)
            : new FileRefusedException(FileRefusal.Incomplete, $"The row {Key} of the table meta of the database was deleted by another program; it is made again.");
    }
}
