using System.Collections.Immutable;
using CryptoFlow.Storage.Sqlite.Engine;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>
/// The table <c>lock_waits</c>: lock waits by hour and run of the program. A row holds the sums of its run so far, so the same message sent again changes nothing.
/// </summary>
internal static class LockWaitTable
{
    /// <summary>How long the record of an hour is kept, ms. The next message deletes older records.</summary>
    public const long KeptMs = 14L * 24 * LockWaitHour.Ms;

    public static void Create(StorageConnection connection) => connection.Execute("""
        CREATE TABLE lock_waits (
          hour     INTEGER NOT NULL,
          run      INTEGER NOT NULL,
          waits    INTEGER NOT NULL,
          timeouts INTEGER NOT NULL,
          total_ms REAL    NOT NULL,
          max_ms   REAL    NOT NULL,
          PRIMARY KEY (hour, run)
        ) WITHOUT ROWID
        """);
}

/// <summary>Writes lock waits in the caller's transaction.</summary>
internal sealed class LockWaitStore(StorageConnection connection)
{
    private readonly Statement _put = connection.Prepare("INSERT OR REPLACE INTO lock_waits (hour, run, waits, timeouts, total_ms, max_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

    private readonly Statement _trim = connection.Prepare("DELETE FROM lock_waits WHERE hour < ?1");

    public void Put(RecordLockWaits message)
    {
        foreach (var hour in message.Hours)
            _put.Bind(1, hour.Hour).Bind(2, message.Run).Bind(3, hour.Waits).Bind(4, hour.Timeouts).Bind(5, hour.TotalMs).Bind(6, hour.MaxMs).Run();
        if (!message.Hours.IsEmpty)
            _trim.Bind(1, message.Hours.Max(h => h.Hour) - LockWaitTable.KeptMs).Run();
    }
}

/// <summary>Reads lock waits.</summary>
internal sealed class LockWaitQueries(StorageConnection connection)
{
    private readonly Statement _hours = connection.Prepare(
        "SELECT hour, sum(waits), sum(timeouts), sum(total_ms), max(max_ms) FROM lock_waits WHERE hour >= ?1 GROUP BY hour ORDER BY hour DESC LIMIT ?2");

    public LockWaitsRead Read(ReadLockWaits query)
    {
        var hours = ImmutableArray.CreateBuilder<LockWaitHour>();
        _hours.Bind(1, query.From).Bind(2, ReadLockWaits.MostHours);
        while (_hours.Step())
            hours.Add(new LockWaitHour(_hours.GetInt64(0), _hours.GetInt64(1), _hours.GetInt64(2), _hours.GetDouble(3), _hours.GetDouble(4)));
        _hours.Reset();
        hours.Reverse();
        return new LockWaitsRead(hours.ToImmutable());
    }
}
