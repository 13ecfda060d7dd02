using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>The series that users add at run time.</summary>
internal sealed partial class SqliteWriteStore
{
    private readonly AddedSeriesStore _added;

    public WriteResult Change(ChangeAddedSeries message)
    {
        if (message.Added.Length > MaxSeriesPerMessage || message.Removed.Length > MaxSeriesPerMessage)
            return WriteResult.Refused(message, WriteRefusal.Invalid, $"A message holds at most {MaxSeriesPerMessage} series of each kind.");

        var (reply, isFull) = InTransaction(
            () =>
            {
                AddedSeriesChanged changed = new(
                    message.Id,
                    [.. message.Added.Where(series => _added.Add(series, Now))],
                    [.. message.Removed.Where(_added.Remove)]);
                return (changed, !changed.Added.IsEmpty && _added.Count() > AddedSeries.Most);
            },
            commits: result => !result.Item2);
        return isFull
            ? WriteResult.Refused(message, WriteRefusal.Invalid, $"At most {AddedSeries.Most} series can be added; remove some, or put symbols into CryptoFlow:Exchanges:NAME:Symbols.")
            : new WriteResult(reply, Wrote: !reply.Added.IsEmpty || !reply.Removed.IsEmpty);
    }

    private static WriteResult RefusedAsRemoved(IWriteMessage message, SeriesKey series) =>
        WriteResult.Refused(message, WriteRefusal.NotAdded, $"{series} is not on the list of added series any more.");
}
