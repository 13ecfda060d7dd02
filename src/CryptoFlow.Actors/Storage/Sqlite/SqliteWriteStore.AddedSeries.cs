using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>The series that users add at run time.</summary>
internal sealed partial class SqliteWriteStore
{
    public WriteResult Change(ChangeAddedSeries message)
    {
        if (message.Added.Length > MaxSeriesPerMessage || message.Removed.Length > MaxSeriesPerMessage)
            return WriteResult.Refused(message, WriteRefusal.Invalid, $"A message holds at most {MaxSeriesPerMessage} series of each kind.");

        var table = new AddedSeriesStore(_connection);
        var (reply, isFull) = InTransaction(
            () =>
            {
                AddedSeriesChanged changed = new(
                    message.Id,
                    [.. message.Added.Where(series => table.Add(series, Now))],
                    [.. message.Removed.Where(table.Remove)]);
                return (changed, !changed.Added.IsEmpty && table.Count() > AddedSeries.Most);
            },
            commits: result => !result.Item2);
        return isFull
            ? WriteResult.Refused(message, WriteRefusal.Invalid, $"At most {AddedSeries.Most} series can be added; remove some, or put symbols into CryptoFlow:Exchanges:NAME:Symbols.")
            : new WriteResult(reply, Wrote: !reply.Added.IsEmpty || !reply.Removed.IsEmpty);
    }
}
