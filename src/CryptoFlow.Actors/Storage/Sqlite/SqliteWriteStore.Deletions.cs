using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>Deletes rows that are not candles of their series, and the candles of a removed series.</summary>
internal sealed partial class SqliteWriteStore
{
    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public WriteResult Delete(DeleteCandles message)
    {
        if (message.OpenTimes.Length > MaxCandlesPerMessage)
            return new WriteResult(new WriteRefused(message.Id, WriteRefusal.Invalid, $"A message names at most {MaxCandlesPerMessage} candles, not {message.OpenTimes.Length}."));

        var store = CandlesOf(message.Series.Interval);
        var symbol = message.Series.Instrument.StorageKey;
        var (deleted, stats, commit) = InTransaction<(int Rows, SeriesStats? Stats, CandlesCommitted? Commit)>(
            () =>
            {
                var rows = store.Delete(symbol, message.OpenTimes);
                if (rows.Count == 0)
                    return (0, null, null);
                _revisions.Put(message.Series, message.Source, Now, rows);
                var after = _series.Get(message.Series);
                return (rows.Count, after, LogDeletion(after, message.Source, store.Emptied(symbol, [.. rows.Select(r => r.OpenTime).Order()])));
            },
            commits: result => result.Rows > 0);

        // A series without candles is no longer listed. Some caches hold the list of the series, so all caches are told to read again.
        _foreignCommit |= stats is { Rows: 0 };
        if (commit is not null)
            _log.Committed(commit.Stamp);
        return new WriteResult(new CandlesDeleted(message.Id, message.Run, message.Series, deleted), commit, stats, Rows: deleted, Wrote: deleted > 0);
    }

    /// <summary>Logs a deletion in the caller's transaction.</summary>
    /// <param name="after">The series after the deletion, which the trigger of its table has counted.</param>
    /// <param name="source">What asked for the deletion.</param>
    /// <param name="ranges">The emptied ranges of open times.</param>
    private CandlesCommitted LogDeletion(SeriesStats after, ChangeSource source, ImmutableArray<TimeRange> ranges) =>
        _log.Append(new CandlesCommitted(after.Series, WriteLane.Backfill, [], after.Version, _databaseId) { Source = source, Deleted = ranges });
}
