using System.Collections.Immutable;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Web.Feed;

/// <summary>
/// The last commits in memory, without a gap, so that clients that keep up cause no reads of the database. A client asks for the commits after its position. It gets
/// an answer only if the commit at this position is here: same database, same epoch, same number. Otherwise the client reads the commit log.
/// </summary>
/// <remarks>Bounded by commits and by candles. Safe for concurrent use.</remarks>
/// <param name="time">The clock of <see cref="LearntFor"/>.</param>
internal sealed class RecentCommits(TimeProvider time)
{
    /// <summary>Maximum number of commits.</summary>
    public const int Most = 1_024;

    /// <summary>Maximum number of candles of all commits together: some 2 MB, and some 6 MB as JSON.</summary>
    public const int MostCandles = 20_000;

    /// <summary>Maximum number of commits in one answer.</summary>
    public const int MostTaken = 64;

    /// <summary>
    /// Without commits, this memory trusts a known end of the log for this time. On a node that has just joined a cluster, later commits may have happened before the
    /// node followed the writer.
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

    /// <summary>Counts the changes of this memory. Read this property before the read of the log whose end goes to <see cref="Learn"/>.</summary>
    public long Version
    {
        get
        {
            lock (_lock)
                return _version;
        }
    }

    /// <summary>Completes at the next commit. Read this property before <see cref="After"/>, so that no commit is missed.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
                return (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>
    /// The commits after a position, at most <see cref="MostTaken"/>; empty if the position is the newest. Null if this memory does not cover the position.
    /// </summary>
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

    /// <summary>Adds a commit of the feed. A commit that does not follow the newest one clears the memory first.</summary>
    public void Append(ICommitEvent commit)
    {
        lock (_lock)
        {
            var database = commit is WriterProtocol.CandlesCommitted candles ? candles.DatabaseId ?? "" : null;
            if (!Follows(commit.Stamp, database))
            {
                Clear();

                // A trader's step does not name its database.
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
    /// The writer has repeated its head, after all commits up to this head. The head of another database shows that the file was replaced. A head that differs from
    /// the newest commit shows that this memory has missed commits.
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

    /// <summary>Tells an empty memory the end of the log. From this end on, the memory can answer.</summary>
    /// <param name="head">The end of the log.</param>
    /// <param name="version">The <see cref="Version"/> before the read. If this memory has changed since then, the call changes nothing.</param>
    public void Learn(CommitHead head, long version)
    {
        lock (_lock)
        {
            if (_count > 0 || version != _version)
                return;
            (_database, _newest, _before, _learntAt) = (head.DatabaseId ?? "", head.Newest, head.Newest, time.GetTimestamp());
        }
    }

    /// <summary>This process has lost commits, so the clients must read the log.</summary>
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
