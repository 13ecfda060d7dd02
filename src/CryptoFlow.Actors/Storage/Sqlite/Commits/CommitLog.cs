using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Sqlite.Engine;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite.Commits;

/// <summary>
/// Writes the commit log: one small row for each published commit, in the transaction of the commit. Keeps the last <c>Database:CommitLogSize</c> commits and
/// up to <see cref="TrimEvery"/> more.
/// </summary>
internal sealed class CommitLog
{
    /// <summary>Number of commits between two deletions. A deletion of this many rows touches one or two pages.</summary>
    private const int TrimEvery = 64;

    /// <summary>Maximum number of rows that one deletion removes. So a log that the configuration has made shorter is cut in small steps.</summary>
    private const int MostTrimmed = 4 * TrimEvery;

    private readonly WriterEpoch _epoch;
    private readonly int _size;
    private readonly Statement _append;
    private readonly Statement _trim;
    private CommitStamp _newest;
    private long _oldest;
    private long _trimmedTo;

    public CommitLog(StorageConnection connection, WriterEpoch epoch, int size)
    {
        (_epoch, _size) = (epoch, size);
        _append = connection.Prepare("INSERT INTO commits (number, epoch, symbol, interval, source, version, from_time, runs, step, deleted) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
        _trim = connection.Prepare("DELETE FROM commits WHERE number <= ?1");
        using var newest = connection.PrepareOnce(CommitTable.SelectNewest);
        if (newest.Step())
            _newest = new CommitStamp(newest.GetInt64(0), newest.GetInt64(1));
        _oldest = connection.QueryInt64("SELECT ifnull(min(number), 1) FROM commits");
    }

    /// <summary>The newest commit of the file.</summary>
    public CommitStamp Newest => _newest;

    /// <summary>Logs a commit in the caller's transaction.</summary>
    /// <returns>The commit with its stamp. To be given to <see cref="Committed"/> after COMMIT.</returns>
    public CandlesCommitted Append(CandlesCommitted commit)
    {
        var series = commit.Series;
        _append
            .Bind(3, series.Instrument.StorageKey)
            .Bind(4, series.Interval.Minutes)
            .Bind(5, commit.Source.ToName())
            .Bind(6, commit.SeriesVersion)
            .Bind(7, commit.Extent.From)
            .Bind(9, (long?)null);
        if (commit.Deleted.IsEmpty)
            _append.Bind(8, CandleRuns.Write(series.Interval, commit.Changed)).Bind(10, (long?)null);
        else
            _append.Bind(8, (long?)null).Bind(10, CandleRuns.Write(commit.Deleted));
        return commit with { Stamp = Append() };
    }

    /// <inheritdoc cref="Append(CandlesCommitted)"/>
    public TraderStepCommitted Append(TraderStepCommitted commit)
    {
        var (trader, outcome) = (commit.Trader, commit.Outcome);
        _append
            .Bind(3, trader.Instrument.StorageKey)
            .Bind(4, (long?)null)
            .Bind(5, (long?)null)
            .Bind(6, (long?)null)
            .Bind(7, outcome.Time)
            .Bind(8, (long?)null)
            .Bind(9, new LoggedStep(trader.Strategy, trader.Parameters, commit.SignalId, outcome).Write())
            .Bind(10, (long?)null);
        return commit with { Stamp = Append() };
    }

    /// <summary>To be called after COMMIT. The number of a transaction that was rolled back is used again.</summary>
    public void Committed(CommitStamp stamp)
    {
        _newest = stamp;
        _oldest = Math.Max(_oldest, _trimmedTo + 1);
    }

    private CommitStamp Append()
    {
        var stamp = new CommitStamp(_epoch.Value, _newest.Number + 1);
        _append.Bind(1, stamp.Number).Bind(2, stamp.Epoch).Run();
        if (stamp.Number % TrimEvery == 0 && stamp.Number - _size >= _oldest)
            _trim.Bind(1, _trimmedTo = Math.Min(stamp.Number - _size, _oldest + MostTrimmed - 1)).Run();
        return stamp;
    }
}
