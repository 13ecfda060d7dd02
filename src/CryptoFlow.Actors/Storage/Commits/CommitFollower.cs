using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Storage.Commits;

/// <summary>The next actions of the owner of a <see cref="CommitFollower"/>, in this order.</summary>
/// <param name="Passed">The commits to pass on to the subscribers, in order.</param>
/// <param name="FillAfter">Send a <see cref="ReaderProtocol.ReadCommits"/> after this commit. Null: nothing to read, or a read is under way.</param>
/// <param name="IsReset">
/// Commits are lost and cannot be read any more. The owner must tell the subscribers to read their data again. The follower continues after the head of the answer
/// that reported the loss. What a subscriber reads after the reset contains all commits up to that head.
/// </param>
public readonly record struct FollowerStep(ImmutableArray<ICommitEvent> Passed, CommitStamp? FillAfter, bool IsReset = false);

/// <summary>
/// Follows the commits of the writer over a connection that may lose, duplicate, delay and reorder messages. Decides which commits to pass on, and from which commit
/// on to read the log. So each commit is passed on exactly once and in order, or a reset reports that commits are lost.
/// </summary>
/// <remarks>
/// The rules:
/// <list type="bullet">
/// <item>A commit is passed on at once only if its number follows and its epoch is the one under which the position was confirmed.</item>
/// <item>The follower does not pass on a message of a later epoch. The previous writer may have lost its last commits in a power cut, and the new writer uses their
/// numbers again. So the follower reads the log after its position, and the reader checks that the log still has the commit at the position, with its epoch.</item>
/// <item>A commit of an earlier epoch is late. It is in the log, or it was lost in a power cut.</item>
/// <item>A head after the position means that the newest messages were lost. A head before the position, or of another epoch or database, is late, or a backup has
/// replaced the database. The follower reads the log to find out which.</item>
/// </list>
/// Commits and heads may arrive in any order, twice or not at all. An answer arrives at most once and belongs to the last requested read, as an Ask guarantees. Not
/// safe for concurrent use. Holds at most <see cref="MostWaiting"/> commits that arrived early.
/// </remarks>
/// <param name="start">The head that was read after the subscription began. The subscribers' data contains all commits up to this head.</param>
public sealed class CommitFollower(CommitHead start)
{
    /// <summary>Maximum number of commits that wait for an earlier commit. A commit beyond this number is dropped here and read from the log later.</summary>
    public const int MostWaiting = 1_024;

    private readonly SortedDictionary<long, ICommitEvent> _waiting = [];
    private CommitStamp _position = start.Newest;
    private string? _database = start.DatabaseId;
    private long _epoch = start.Epoch;

    /// <summary>The newest commit number in a message of the confirmed epoch.</summary>
    private long _known = start.Newest.Number;

    /// <summary>True if a message of a later epoch or of another database has arrived. Then the position must be confirmed by the log.</summary>
    private bool _doubted;

    private bool _reading;

    /// <summary>The last commit that was passed on, or the start.</summary>
    public CommitStamp Position => _position;

    /// <summary>True if the follower has passed on all commits that it knows of.</summary>
    public bool IsUpToDate => !_doubted && _known <= _position.Number;

    /// <summary>A commit has arrived from the writer.</summary>
    public FollowerStep On(ICommitEvent commit)
    {
        var stamp = commit.Stamp;
        if (stamp.Epoch < _epoch)
            return Step([]);
        if (stamp.Epoch > _epoch)
            _doubted = true;
        else if (stamp.Number <= _position.Number)
            return Step([]);

        // If two commits have the same number, the log has the commit of the later epoch.
        var isBest = !_waiting.TryGetValue(stamp.Number, out var other) || other.Stamp.Epoch < stamp.Epoch;
        if (isBest && (other is not null || _waiting.Count < MostWaiting || stamp.Number == _position.Number + 1))
            _waiting[stamp.Number] = commit;
        if (stamp.Epoch == _epoch)
            _known = Math.Max(_known, stamp.Number);
        return Step(TakeWaiting());
    }

    /// <summary>The writer has repeated its head.</summary>
    public FollowerStep On(CommitHead head)
    {
        if (head.DatabaseId != _database || head.Epoch != _epoch || head.Newest.Number < _position.Number)
            _doubted = true;
        else
            _known = Math.Max(_known, head.Newest.Number);
        return Step([]);
    }

    /// <summary>The readers have answered the requested read.</summary>
    public FollowerStep On(ReaderProtocol.ICommitsReply answer)
    {
        _reading = false;
        var isSameHistory = answer.Head.DatabaseId == _database && answer.Head.Epoch >= _epoch;
        return answer switch
        {
            ReaderProtocol.CommitsRead read when isSameHistory => Filled(read),

            // Commits were passed on while the log was read, so the loss concerns an old position.
            ReaderProtocol.CommitsLost lost when isSameHistory && lost.After != _position => Step([]),
            _ => Reset(answer.Head),
        };
    }

    /// <summary>The read was refused or not answered. The follower requests it again if it still needs it. The owner chooses the pause before the read.</summary>
    public FollowerStep ReadFailed()
    {
        _reading = false;
        return Step([]);
    }

    private FollowerStep Filled(ReaderProtocol.CommitsRead read)
    {
        // Commits may have been passed on while the log was read. So the answer may begin before the position, but it must hold the commit at the position.
        var commits = read.InOrder();
        var at = read.After == _position ? 0 : commits.FindIndex(c => c.Stamp == _position) + 1;
        if (at == 0 && read.After != _position)
            return Step([]);

        // Commits that only messages of an earlier epoch have named may be lost.
        _known = read.Head.Epoch == _epoch ? Math.Max(_known, read.Head.Newest.Number) : read.Head.Newest.Number;
        _epoch = read.Head.Epoch;
        _doubted = false;
        var passed = ImmutableArray.CreateBuilder<ICommitEvent>();
        foreach (var commit in commits.Skip(at))
        {
            _position = commit.Stamp;
            passed.Add(commit);
        }

        // A waiting commit of another epoch is in the log, or was lost, or its writer opened the file after this answer. In the last case the next head shows the
        // new epoch.
        foreach (var other in _waiting.Where(w => w.Value.Stamp.Epoch != _epoch).Select(w => w.Key).ToList())
            _waiting.Remove(other);
        passed.AddRange(TakeWaiting());
        if (_waiting.Count > 0)
            _known = Math.Max(_known, _waiting.Keys.Last());
        return Step(passed.ToImmutable());
    }

    private FollowerStep Reset(CommitHead head)
    {
        (_position, _database, _epoch, _known, _doubted) = (head.Newest, head.DatabaseId, head.Epoch, head.Newest.Number, false);
        _waiting.Clear();
        return Step([]) with { IsReset = true };
    }

    private ImmutableArray<ICommitEvent> TakeWaiting()
    {
        if (_doubted)
            return [];
        while (_waiting.Count > 0 && _waiting.First().Key is var number && number <= _position.Number)
            _waiting.Remove(number);
        var passed = ImmutableArray.CreateBuilder<ICommitEvent>();
        while (_waiting.TryGetValue(_position.Number + 1, out var next) && next.Stamp.Epoch == _epoch)
        {
            _waiting.Remove(next.Stamp.Number);
            _position = next.Stamp;
            passed.Add(next);
        }

        return passed.ToImmutable();
    }

    private FollowerStep Step(ImmutableArray<ICommitEvent> passed)
    {
        if (IsUpToDate || _reading)
            return new FollowerStep(passed, null);
        _reading = true;
        return new FollowerStep(passed, _position);
    }
}
