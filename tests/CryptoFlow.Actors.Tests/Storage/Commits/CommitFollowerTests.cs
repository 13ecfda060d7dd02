using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CsCheck;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Commits;

/// <summary>Whatever is lost, doubled or late on the way, each commit is passed on once and in order.</summary>
public sealed class CommitFollowerTests
{
    private static readonly CommitHead AtTen = new(1, new CommitStamp(1, 10), "db");

    private readonly CommitFollower _follower = new(AtTen);

    [Fact]
    public void Commits_in_order_are_passed_on_at_once()
    {
        Assert.Equal([11], Numbers(_follower.On(Commit(1, 11))));
        Assert.Equal([12], Numbers(_follower.On(Commit(1, 12))));
        Assert.True(_follower.IsUpToDate);
    }

    [Fact]
    public void A_commit_that_arrives_twice_or_was_read_before_is_ignored()
    {
        _follower.On(Commit(1, 11));
        Assert.Equal(new FollowerStep([], null), _follower.On(Commit(1, 11)));
        Assert.Equal(new FollowerStep([], null), _follower.On(Commit(1, 9)));
    }

    [Fact]
    public void Lost_commits_are_read_once_and_newer_commits_follow_them()
    {
        Assert.Equal(AtTen.Newest, _follower.On(Commit(1, 13)).FillAfter);
        Assert.Null(_follower.On(Commit(1, 14)).FillAfter);

        var step = _follower.On(Read(AtTen.Newest, new CommitHead(1, new CommitStamp(1, 13), "db"), Commit(1, 11), Commit(1, 12), Commit(1, 13)));

        Assert.Equal([11, 12, 13, 14], Numbers(step));
        Assert.Null(step.FillAfter);
    }

    [Fact]
    public void A_late_commit_closes_the_gap_before_the_answer_arrives()
    {
        _follower.On(Commit(1, 12));
        Assert.Equal([11, 12], Numbers(_follower.On(Commit(1, 11))));
        Assert.Empty(Numbers(_follower.On(Read(AtTen.Newest, new CommitHead(1, new CommitStamp(1, 12), "db"), Commit(1, 11), Commit(1, 12)))));
        Assert.True(_follower.IsUpToDate);
    }

    [Fact]
    public void The_head_shows_that_the_newest_commit_was_lost() =>
        Assert.Equal(AtTen.Newest, _follower.On(new CommitHead(1, new CommitStamp(1, 11), "db")).FillAfter);

    [Fact]
    public void The_first_commit_of_another_writer_is_checked_against_the_log()
    {
        Assert.Equal(AtTen.Newest, _follower.On(Commit(2, 11)).FillAfter);

        Assert.Equal([11], Numbers(_follower.On(Read(AtTen.Newest, new CommitHead(2, new CommitStamp(2, 11), "db"), Commit(2, 11)))));
        Assert.Equal([12], Numbers(_follower.On(Commit(2, 12))));
    }

    [Fact]
    public void Commits_that_a_power_cut_has_lost_are_a_reset()
    {
        _follower.On(Commit(1, 11));
        var ask = _follower.On(Commit(2, 11));

        var step = _follower.On(new CommitsLost(ask.FillAfter!.Value, CommitLoss.OtherHistory, 1, new CommitHead(2, new CommitStamp(2, 11), "db")));

        Assert.True(step.IsReset);
        Assert.Equal(new CommitStamp(2, 11), _follower.Position);
        Assert.Equal([12], Numbers(_follower.On(Commit(2, 12))));
    }

    [Fact]
    public void A_log_that_is_too_short_is_a_reset_and_the_follower_continues_after_its_head()
    {
        var ask = _follower.On(Commit(1, 30_000));
        Assert.True(_follower.On(new CommitsLost(ask.FillAfter!.Value, CommitLoss.TooOld, 20_000, new CommitHead(1, new CommitStamp(1, 30_000), "db"))).IsReset);
        Assert.Equal([30_001], Numbers(_follower.On(Commit(1, 30_001))));
    }

    [Fact]
    public void Another_database_is_a_reset()
    {
        Assert.NotNull(_follower.On(new CommitHead(1, new CommitStamp(1, 10), "copy")).FillAfter);
        Assert.True(_follower.On(Read(AtTen.Newest, new CommitHead(2, new CommitStamp(1, 10), "copy"))).IsReset);
    }

    [Fact]
    public void A_failed_read_is_requested_again()
    {
        _follower.On(Commit(1, 12));
        Assert.Equal(AtTen.Newest, _follower.ReadFailed().FillAfter);
    }

    [Fact]
    public void The_number_of_waiting_commits_is_bounded_and_the_others_are_read()
    {
        for (var number = 12L; number < 12 + (2 * CommitFollower.MostWaiting); number++)
            _follower.On(Commit(1, number));

        var step = _follower.On(Read(AtTen.Newest, new CommitHead(1, new CommitStamp(1, 11), "db"), Commit(1, 11)));

        Assert.Equal(1 + CommitFollower.MostWaiting, step.Passed.Length);
        Assert.Equal(_follower.Position, step.FillAfter);
    }

    /// <summary>
    /// A writer with power cuts, hand-overs and a short log; a way that loses, doubles and reorders; readers that are late or refuse. At the end the writer
    /// repeats its head as long as the follower wants to read.
    /// </summary>
    [Fact]
    public void Each_commit_is_passed_on_once_and_in_order_or_there_is_a_reset() =>
        Gen.Int[0, 99].Array[0, 400].Sample(
            choices =>
            {
                var world = new World();
                foreach (var choice in choices)
                    world.Act(choice);
                world.Settle();
                world.Judge();
            },
            iter: 3_000);

    private static CandlesCommitted Commit(long epoch, long number) => new(Btc15, WriteLane.Sync, [], number, "db") { Stamp = new CommitStamp(epoch, number) };

    private static CommitsRead Read(CommitStamp after, CommitHead head, params ImmutableArray<CandlesCommitted> commits) => new(after, commits, [], head);

    private static IEnumerable<long> Numbers(FollowerStep step) => step.Passed.Select(c => c.Stamp.Number);

    private sealed class World
    {
        private readonly List<CandlesCommitted> _log = [];
        private readonly List<object> _onTheWay = [];
        private readonly List<CommitStamp> _passed = [];
        private readonly CommitFollower _follower = new(new CommitHead(1, default, "db"));
        private CommitStamp _segment;
        private CommitStamp? _asked;
        private long _epoch = 1;
        private long _trimmed;
        private bool _mayReset;

        private CommitStamp Newest => _log.Count > 0 ? _log[^1].Stamp : default;

        private CommitHead Head => new(_epoch, Newest, "db");

        public void Act(int choice)
        {
            var which = choice / 10;
            switch (choice % 10)
            {
                case 0 or 1 or 2:
                    _log.Add(Commit(_epoch, Newest.Number + 1));
                    _onTheWay.Add(_log[^1]);
                    break;
                case 3:
                    _onTheWay.Add(Head);
                    break;
                case 4 or 5 when _onTheWay.Count > 0:
                    Deliver(which % _onTheWay.Count, keep: which == 9);
                    break;
                case 6 when _onTheWay.Count > 0:
                    _onTheWay.RemoveAt(which % _onTheWay.Count);
                    break;
                case 7:
                    Answer(which);
                    break;
                case 8 when which == 0:
                    _epoch++;
                    break;
                case 9 when which == 0 && _log.Count > 3:
                    _log.RemoveRange(_log.Count - 2, 2);
                    _epoch++;
                    _mayReset = true;
                    break;
                case 9 when which == 1 && Newest.Number - _trimmed > 12:
                    _trimmed = Newest.Number - 12;
                    _mayReset = true;
                    break;
                case 9 when which > 5 && _onTheWay.Count > 0:
                    Deliver(0, keep: false);
                    break;
            }
        }

        public void Settle()
        {
            while (_onTheWay.Count > 0)
                Deliver(_onTheWay.Count - 1, keep: false);
            for (var rounds = 0; rounds < 200 && (_asked is not null || _follower.Position != Newest || !_follower.IsUpToDate); rounds++)
            {
                Answer(1);
                Do(_follower.On(Head));
            }
        }

        public void Judge()
        {
            Assert.Equal(Newest, _follower.Position);
            Assert.True(_follower.IsUpToDate);
            Assert.Equal(_log.Select(c => c.Stamp).Where(s => s.Number > _segment.Number), _passed);
        }

        private void Deliver(int index, bool keep)
        {
            var message = _onTheWay[index];
            if (!keep)
                _onTheWay.RemoveAt(index);
            Do(message is CommitHead head ? _follower.On(head) : _follower.On((ICommitEvent)message));
        }

        /// <summary>Answers the read, if there is one, with a part of the log as it is now.</summary>
        private void Answer(int which)
        {
            if (_asked is not { } after)
                return;
            _asked = null;
            if (which == 0)
                Do(_follower.ReadFailed());
            else if (after.Number < _trimmed)
                Do(_follower.On(new CommitsLost(after, CommitLoss.TooOld, _trimmed + 1, Head)));
            else if (after.Number > 0 && !_log.Exists(c => c.Stamp == after))
                Do(_follower.On(new CommitsLost(after, CommitLoss.OtherHistory, _trimmed + 1, Head)));
            else
                Do(_follower.On(Read(after, Head, [.. _log.Where(c => c.Stamp.Number > after.Number).Take(which)])));
        }

        private void Do(FollowerStep step)
        {
            if (step.IsReset)
            {
                Assert.True(_mayReset, "Nothing was lost.");
                _segment = _follower.Position;
                _passed.Clear();
            }

            foreach (var commit in step.Passed)
            {
                Assert.Equal((_passed.Count > 0 ? _passed[^1] : _segment).Number + 1, commit.Stamp.Number);
                _passed.Add(commit.Stamp);
            }

            if (step.FillAfter is not { } after)
                return;
            Assert.Null(_asked);
            _asked = after;
        }
    }
}
