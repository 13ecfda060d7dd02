using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Web.Tests.Feed;

/// <summary>A commit log in memory, with the rules of the readers' own. Each commit has one candle unless the test says otherwise.</summary>
internal sealed class CommitScript
{
    private static int _databases;

    private readonly Lock _lock = new();
    private readonly List<CandlesCommitted> _log = [];
    private long _version;

    /// <summary>Another one for each script: the tests of a class share a server, which remembers the commits of the test before.</summary>
    public string Database { get; set; } = $"{Interlocked.Increment(ref _databases):x32}";

    public long Epoch { get; set; } = 1;

    /// <summary>The log no longer holds the commits up to this number.</summary>
    public long Trimmed { get; set; }

    /// <summary>How often the log was read.</summary>
    public int Reads { get; private set; }

    public IReadOnlyList<CandlesCommitted> Log
    {
        get
        {
            lock (_lock)
                return [.. _log];
        }
    }

    public CommitStamp Newest => _log.Count > 0 ? _log[^1].Stamp : default;

    public CommitHead Head => new(Epoch, Newest, Database);

    public CandlesCommitted Commit(SeriesKey? series = null, ImmutableArray<Candle>? changed = null)
    {
        lock (_lock)
        {
            _version++;
            var commit = new CandlesCommitted(
                series ?? Some.Btc, WriteLane.Sync, changed ?? [Some.CandleAt(Some.Start + (_version * Interval.M15.Milliseconds))], _version, Database)
            {
                Stamp = new CommitStamp(Epoch, Newest.Number + 1),
            };
            _log.Add(commit);
            return commit;
        }
    }

    public CandlesCommitted Delete(params TimeRange[] ranges)
    {
        lock (_lock)
        {
            var commit = new CandlesCommitted(Some.Btc, WriteLane.Backfill, [], ++_version, Database)
            {
                Source = ChangeSource.Removal,
                Deleted = [.. ranges],
                Stamp = new CommitStamp(Epoch, Newest.Number + 1),
            };
            _log.Add(commit);
            return commit;
        }
    }

    /// <summary>A power cut takes the last commits; the next writer has a new epoch.</summary>
    public void Lose(int count)
    {
        lock (_lock)
            _log.RemoveRange(_log.Count - count, count);
        Epoch++;
    }

    /// <summary>The answers of the readers; null for any other message.</summary>
    public object? Answer(object message)
    {
        lock (_lock)
        {
            return message switch
            {
                ReadCommitHead => new CommitHeadRead(Head),
                ReadCommits read => Read(read),
                _ => null,
            };
        }
    }

    private ICommitsReply Read(ReadCommits read)
    {
        Reads++;
        var after = read.After;
        if (after.Number < Trimmed)
            return new CommitsLost(after, CommitLoss.TooOld, Trimmed + 1, Head);
        if (after.Number > 0 && !_log.Exists(c => c.Stamp == after))
            return new CommitsLost(after, CommitLoss.OtherHistory, Trimmed + 1, Head);
        return new CommitsRead(after, [.. _log.Where(c => c.Stamp.Number > after.Number).Take(read.Limit).Select(c => c with { DatabaseId = Database })], [], Head);
    }
}
