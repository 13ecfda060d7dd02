using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Commits;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>The end of the records of changes in a snapshot. The records that the database has after this end are the changes since the snapshot.</summary>
/// <param name="Commit">The number of the newest commit in the log.</param>
/// <param name="Revision">The id of the newest revision.</param>
internal sealed record SnapshotMark(long Commit, long Revision)
{
    /// <summary>The mark of a copy; null if its schema is older than one of the two tables.</summary>
    public static SnapshotMark? Of(StorageConnection copy) =>
        copy.QueryInt64("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('commits', 'revisions')") == 2
            ? new SnapshotMark(copy.QueryInt64("SELECT ifnull(max(number), 0) FROM commits"), copy.QueryInt64("SELECT ifnull(max(id), 0) FROM revisions"))
            : null;
}

/// <summary>
/// Computes from a database the candles that a series had at an earlier snapshot: it undoes the changes that the commit log and the revisions have recorded since.
/// So a backup can be proved by the hashes of its months while syncs continue, and the proof does not need to hold the snapshot.
/// </summary>
/// <remarks>
/// An insert is one commit, an update is one commit and one revision, and a deletion is one revision. So the numbers of commits and revisions, and whether the
/// candle is stored now, show whether the candle was stored at the snapshot. Its values at the snapshot are those of its first revision after the snapshot.
/// </remarks>
internal static class SnapshotCandles
{
    /// <returns>Ascending; null if the records since the snapshot are no longer complete.</returns>
    /// <exception cref="SqliteStoreException">The records cannot be read.</exception>
    public static List<Candle>? Read(StorageConnection live, string symbol, int interval, SnapshotMark mark, CancellationToken cancellation)
    {
        live.Execute("BEGIN");
        try
        {
            if (live.QueryInt64("SELECT ifnull(min(number), 0) FROM commits") > mark.Commit + 1 || live.QueryInt64("SELECT ifnull(min(id), 0) FROM revisions") > mark.Revision + 1)
                return null;
            return Undone(live, symbol, interval, CommitsSince(live, symbol, interval, mark.Commit), RevisionsSince(live, symbol, interval, mark.Revision), cancellation);
        }
        catch (Exception changed) when (changed is FormatException or OverflowException)
        {
            throw CommitTable.Unreadable(changed);
        }
        finally
        {
            live.RollbackIfOpen();
        }
    }

    private static List<Candle> Undone(
        StorageConnection live, string symbol, int interval, Dictionary<long, int> commits, Dictionary<long, (int Count, Candle First)> revisions, CancellationToken cancellation)
    {
        var candles = new List<Candle>();
        using var rows = live.PrepareOnce($"SELECT {CandleTables.Columns} FROM {CandleTables.NameOf(new Interval(interval))} WHERE symbol = ?1 ORDER BY time");
        rows.Bind(1, symbol);
        while (rows.Step())
        {
            cancellation.ThrowIfCancellationRequested();
            var candle = CandleRow.Read(rows);
            var changes = commits.GetValueOrDefault(candle.OpenTime);
            if (!revisions.Remove(candle.OpenTime, out var changed))
            {
                if (changes == 0)
                    candles.Add(candle);
            }
            else if (changes == changed.Count)
            {
                candles.Add(changed.First);
            }
        }

        // The remaining revisions are of candles that are not stored now.
        candles.AddRange(revisions.Where(r => commits.GetValueOrDefault(r.Key) == r.Value.Count - 1).Select(r => r.Value.First));
        candles.Sort((a, b) => a.OpenTime.CompareTo(b.OpenTime));
        return candles;
    }

    /// <summary>The number of commits that have inserted or updated each candle. The commit of a deletion has no candles.</summary>
    private static Dictionary<long, int> CommitsSince(StorageConnection live, string symbol, int interval, long number)
    {
        var length = new Interval(interval);
        var commits = new Dictionary<long, int>();
        using var rows = live.PrepareOnce("SELECT from_time, runs FROM commits WHERE number > ?1 AND symbol = ?2 AND interval = ?3 AND runs IS NOT NULL");
        rows.Bind(1, number).Bind(2, symbol).Bind(3, interval);
        while (rows.Step())
        {
            foreach (var run in CandleRuns.Read(length, rows.GetInt64(0), rows.GetText(1)))
            {
                for (var time = run.From; time < run.To; time += length.Milliseconds)
                    commits[time] = commits.GetValueOrDefault(time) + 1;
            }
        }

        return commits;
    }

    private static Dictionary<long, (int Count, Candle First)> RevisionsSince(StorageConnection live, string symbol, int interval, long id)
    {
        var revisions = new Dictionary<long, (int, Candle)>();
        using var rows = live.PrepareOnce($"SELECT {CandleTables.Columns}, count(*), min(id) FROM revisions WHERE symbol = ?1 AND interval = ?2 AND id > ?3 GROUP BY time");
        rows.Bind(1, symbol).Bind(2, interval).Bind(3, id);
        while (rows.Step())
            revisions[rows.GetInt64(0)] = ((int)rows.GetInt64(10), CandleRow.Read(rows));
        return revisions;
    }
}
