using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>Retention: removes the oldest candles, a bounded number with each message.</summary>
internal sealed partial class SqliteWriteStore
{
    public WriteResult Remove(RemoveOldCandles message)
    {
        var (reply, stats, commit, moved) = InTransaction(() => RemoveOldest(message), commits: step => !step.Moved.IsEmpty);
        foreach (var (series, keptFrom) in moved)
            _retention.Committed(series, keptFrom);
        if (commit is not null)
            _log.Committed(commit.Stamp);
        return new WriteResult(reply, commit, stats, Rows: reply.Removed, Wrote: !moved.IsEmpty);
    }

    private (OldCandlesRemoved Reply, SeriesStats? Stats, CandlesCommitted? Commit, ImmutableArray<(SeriesKey Series, long? KeptFrom)> Moved) RemoveOldest(RemoveOldCandles message)
    {
        var (parts, moved) = _retention.Align(Now);
        if (parts.IsEmpty)
            return (new OldCandlesRemoved(message.Id, message.Run, null, 0, 0, More: false), null, null, moved);

        var (series, from, before) = parts[0];
        var store = CandlesOf(series.Interval);
        var symbol = series.Instrument.StorageKey;
        var keptFrom = store.EndOfOldest(symbol, before, MaxRemovedPerMessage);

        // Set the bound before the deletion: the trigger of the table then finds no removed candle at the bound, so it does not search for a new bound with each
        // row.
        _series.SetOldest(series, store.OldestFrom(symbol, keptFrom));
        var count = store.DeleteBefore(symbol, keptFrom);
        _retention.Put(series, keptFrom);
        _gaps.DropBefore(series, keptFrom, MaxGapsPerMessage);
        var after = _series.Get(series);
        return (
            new OldCandlesRemoved(message.Id, message.Run, series, count, keptFrom, More: keptFrom < before || parts.Length > 1),
            after,
            count > 0 ? LogDeletion(after, ChangeSource.Retention, [new TimeRange(from, keptFrom)]) : null,
            moved.Add((series, keptFrom)));
    }
}
