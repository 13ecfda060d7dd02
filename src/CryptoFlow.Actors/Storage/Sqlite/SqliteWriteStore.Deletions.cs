using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>Deletions of rows that are no candles of their series.</summary>
internal sealed partial class SqliteWriteStore
{
    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public WriteResult Delete(DeleteCandles message)
    {
        if (message.OpenTimes.Length > MaxCandlesPerMessage)
            return new WriteResult(new WriteRefused(message.Id, WriteRefusal.Invalid, $"A message names at most {MaxCandlesPerMessage} candles, not {message.OpenTimes.Length}."));

        var store = CandlesOf(message.Series.Interval);
        var deleted = InTransaction(
            () =>
            {
                var rows = store.Delete(message.Series.Instrument.StorageKey, message.OpenTimes);
                if (rows.Count > 0)
                    _revisions.Put(message.Series, ChangeSource.Repair, Now, rows);
                return rows.Count;
            },
            commits: rows => rows > 0);

        // No event names deleted candles, so the caches forget everything, as after a change by another program.
        _foreignCommit |= deleted > 0;
        return new WriteResult(new CandlesDeleted(message.Id, message.Run, message.Series, deleted), Rows: deleted, Wrote: deleted > 0);
    }
}
