using System.Collections.Immutable;
using System.Text.Json;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using SQLitePCL;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite.Commits;

/// <summary>The queries of the commit log on one read-only connection. They run after a loss or a start, so each query prepares its statements.</summary>
internal sealed class CommitQueries(StorageConnection connection)
{
    public CommitHeadRead ReadHead() => new(Head());

    /// <summary>Reads the commits after a stamp, in the caller's snapshot.</summary>
    public ICommitsReply Read(ReadCommits query)
    {
        var head = Head();
        var oldest = connection.QueryInt64("SELECT ifnull(min(number), 0) FROM commits");
        if (FindLoss(query.After, oldest) is { } reason)
            return new CommitsLost(query.After, reason, oldest, head);

        try
        {
            return Rows(query, head);
        }
        catch (Exception e) when (e is FormatException or JsonException or OverflowException)
        {
            throw CommitTable.Unreadable(e);
        }
    }

    /// <summary>Null if the log holds the commit at the stamp and all that follow.</summary>
    private CommitLoss? FindLoss(CommitStamp after, long oldest)
    {
        if (after.Number == 0)
            return oldest > 1 ? CommitLoss.TooOld : null;
        using var at = connection.PrepareOnce("SELECT epoch FROM commits WHERE number = ?1");
        if (at.Bind(1, after.Number).Step())
            return at.GetInt64(0) == after.Epoch ? null : CommitLoss.OtherHistory;
        return after.Number < oldest ? CommitLoss.TooOld : CommitLoss.OtherHistory;
    }

    private CommitsRead Rows(ReadCommits query, CommitHead head)
    {
        var candles = ImmutableArray.CreateBuilder<CandlesCommitted>();
        var steps = ImmutableArray.CreateBuilder<TraderStepCommitted>();
        var read = 0;
        using var rows = connection.PrepareOnce("SELECT number, epoch, symbol, interval, source, version, from_time, runs, step, deleted FROM commits WHERE number > ?1 ORDER BY number LIMIT ?2");
        rows.Bind(1, query.After.Number).Bind(2, Math.Clamp(query.Limit, 1, ReadCommits.MostCommits));
        while (read < ReadCommits.MostCandles && rows.Step())
        {
            var stamp = new CommitStamp(rows.GetInt64(1), rows.GetInt64(0));
            if (!Instrument.TryParse(rows.GetText(2), out var instrument))
                throw new FormatException($"'{rows.GetText(2)}' is no instrument.");
            if (rows.IsNull(3))
            {
                var step = LoggedStep.Read(rows.GetText(8));
                steps.Add(new TraderStepCommitted(new TraderKey(step.Strategy, instrument, step.Parameters), step.Outcome, step.SignalId) { Stamp = stamp });
                continue;
            }

            if (!Interval.TryParse(rows.GetText(3), out var interval))
                throw new FormatException($"'{rows.GetText(3)}' is no interval.");
            if (!ChangeSourceNames.TryParse(rows.GetText(4), out var source))
                throw new FormatException($"'{rows.GetText(4)}' is no source.");
            var series = new SeriesKey(instrument, interval);
            ImmutableArray<TimeRange> deleted = rows.IsNull(9) ? [] : [.. CandleRuns.Read(rows.GetInt64(6), rows.GetText(9))];
            var changed = deleted.IsEmpty ? Candles(series, CandleRuns.Read(interval, rows.GetInt64(6), rows.GetText(7))) : [];
            read += changed.Length + deleted.Length;
            candles.Add(new CandlesCommitted(series, source == ChangeSource.Sync ? WriteLane.Sync : WriteLane.Backfill, changed, rows.GetInt64(5), head.DatabaseId)
            {
                Source = source,
                Deleted = deleted,
                Stamp = stamp,
            });
        }

        return new CommitsRead(query.After, candles.ToImmutable(), steps.ToImmutable(), head);
    }

    private ImmutableArray<Candle> Candles(SeriesKey series, IEnumerable<TimeRange> runs)
    {
        var candles = ImmutableArray.CreateBuilder<Candle>();
        using var select = connection.PrepareOnce(
            $"SELECT {CandleTables.Columns} FROM {CandleTables.NameOf(series.Interval)} WHERE symbol = ?1 AND time >= ?2 AND time < ?3 ORDER BY time");
        select.Bind(1, series.Instrument.StorageKey);
        foreach (var run in runs)
        {
            select.Bind(2, run.From).Bind(3, run.To);
            while (select.Step())
                candles.Add(CandleRow.Read(select));
            select.Reset();
        }

        return candles.ToImmutable();
    }

    private CommitHead Head()
    {
        using var epoch = connection.PrepareOnce(WriterEpoch.Select);
        using var newest = connection.PrepareOnce(CommitTable.SelectNewest);
        return new CommitHead(
            epoch.Step() ? epoch.GetInt64(0) : 0,
            newest.Step() ? new CommitStamp(newest.GetInt64(0), newest.GetInt64(1)) : default,
            FileContents.IdentityOf(connection));
    }
}
