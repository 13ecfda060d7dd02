using System.Collections.Immutable;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Web.Feed;

/// <summary>
/// The last commits in memory, without a gap, so that a client that keeps up costs the database nothing. A client asks for what follows its position. It gets
/// no answer unless the position is proved to be here: same database, same epoch, same number. Then the client reads the commit log.
/// </summary>
/// <remarks>Bounded by commits and by candles. Safe for concurrent use.</remarks>
/// <param name="time">The clock of <see cref="LearntFor"/>.</param>
internal sealed class RecentCommits(TimeProvider time)
{
    /// <summary>Most commits.</summary>
    public const int Most = 1_024;

    /// <summary>Most candles of all commits together: some 2 MB, and as much again three times as JSON.</summary>
    public const int MostCandles = 20_000;

    /// <summary>Most commits of one answer.</summary>
    public const int MostTaken = 64;

    /// <summary>
    /// How long a memory without commits believes the end of the log that it has learnt. On a node that has just joined a cluster, commits may have been made
    /// after that end and before the node followed the writer.
    /// </summary>
    public static readonly TimeSpan LearntFor = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly FeedCommit?[] _commits = new FeedCommit?[Most];
    private string? _database;
    private CommitStamp? _before;
    private CommitStamp _newest;
    private int _count;
    private int _candles;
    private long _learntAt;
    private long _version;
    private TaskCompletionSource? _changed;

    /// <summary>Counts the changes of this memory. To be read before the log is read for <see cref="Learn"/>.</summary>
    public long Version
    {
        get
        {
            lock (_lock)
                return _version;
        }
    }

    /// <summary>Completes at the next commit. To be read before <see cref="After"/>, so that no commit is overlooked.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
                return (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>The commits that follow a position, at most <see cref="MostTaken"/>; empty if it is the newest. Null if this memory cannot tell.</summary>
    public ImmutableArray<FeedCommit>? After(FeedPosition position)
    {
        lock (_lock)
        {
            if (_database is null || position.Database != _database || (_count == 0 && time.GetElapsedTime(_learntAt) > LearntFor))
                return null;
            if (position.Stamp == _newest)
                return [];
            var number = position.Stamp.Number;
            var isHere = position.Stamp == _before || (number > _newest.Number - _count && number < _newest.Number && At(number).Stamp == position.Stamp);
            if (!isHere)
                return null;
            var taken = (int)Math.Min(MostTaken, _newest.Number - number);
            var commits = ImmutableArray.CreateBuilder<FeedCommit>(taken);
            for (var next = number + 1; next <= number + taken; next++)
                commits.Add(At(next));
            return commits.MoveToImmutable();
        }
    }

    /// <summary>Adds a commit of the feed. One that does not follow the newest begins the memory anew.</summary>
    public void Append(ICommitEvent commit)
    {
        lock (_lock)
        {
            var database = commit is WriterProtocol.CandlesCommitted candles ? candles.DatabaseId ?? "" : null;
            if (!Follows(commit.Stamp, database))
            {
                Clear();

                // A trader's step does not say of which database it is.
                if (database is null)
                {
                    Signal();
                    return;
                }

                _database = database;
            }

            var added = FeedCommit.Of(commit, _database!);
            _newest = added.Stamp;
            _commits[_newest.Number % Most] = added;
            _count++;
            _candles += added.Candles;

            // One place stays free for the next commit.
            while (_count == Most || _candles > MostCandles)
                DropOldest();
            Signal();
        }
    }

    /// <summary>
    /// The writer has repeated its head, after all commits up to there. The head of another database means that the file was replaced; another commit than the
    /// newest means that this memory has missed some.
    /// </summary>
    public void Follow(CommitHead head)
    {
        lock (_lock)
        {
            if (_database is not null && ((head.DatabaseId ?? "") != _database || head.Newest != _newest))
                Forget();
            Learn(head, _version);
        }
    }

    /// <summary>The end of the log, as it was read. From there on this memory can tell what follows, if it holds nothing yet.</summary>
    /// <param name="head">The end of the log.</param>
    /// <param name="version">The <see cref="Version"/> before the read. If this memory has changed since, the end is old news.</param>
    public void Learn(CommitHead head, long version)
    {
        lock (_lock)
        {
            if (_count > 0 || version != _version)
                return;
            (_database, _newest, _before, _learntAt) = (head.DatabaseId ?? "", head.Newest, head.Newest, time.GetTimestamp());
        }
    }

    /// <summary>Commits are lost to this process: the clients must ask the log.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            Clear();
            Signal();
        }
    }

    private bool Follows(CommitStamp stamp, string? database) => _database is not null
        && stamp.Number == _newest.Number + 1
        && (database is null ? stamp.Epoch == _newest.Epoch : database == _database && stamp.Epoch >= _newest.Epoch);

    private FeedCommit At(long number) => _commits[number % Most]!;

    private void DropOldest()
    {
        var oldest = At(_newest.Number - _count + 1);
        _before = oldest.Stamp;
        _commits[oldest.Stamp.Number % Most] = null;
        _count--;
        _candles -= oldest.Candles;
    }

    private void Clear()
    {
        Array.Clear(_commits);
        (_database, _before, _newest, _count, _candles) = (null, null, default, 0, 0);
    }

    private void Signal()
    {
        _version++;
        _changed?.TrySetResult();
        _changed = null;
    }
}
