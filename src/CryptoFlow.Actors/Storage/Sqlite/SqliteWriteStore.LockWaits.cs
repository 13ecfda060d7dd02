using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>The record of lock waits by hour.</summary>
internal sealed partial class SqliteWriteStore
{
    private readonly LockWaitStore _lockWaits;

    public WriteResult Record(RecordLockWaits message)
    {
        if (message.Hours.Length > RecordLockWaits.MostHours)
            return new WriteResult(new WriteRefused(message.Id, WriteRefusal.Invalid, $"A message has at most {RecordLockWaits.MostHours} hours, not {message.Hours.Length}."));
        return InTransaction(() =>
        {
            _lockWaits.Put(message);
            return new WriteResult(new LockWaitsRecorded(message.Id), Wrote: true);
        });
    }
}
