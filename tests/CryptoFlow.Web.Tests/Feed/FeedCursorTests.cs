using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using CryptoFlow.Web.Feed;
using CryptoFlow.Web.Http;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Web.Tests.Feed;

/// <summary>Wherever its commits are from, memory or log, a client gets each of them once and in order, or is told that some are lost.</summary>
public sealed class FeedCursorTests
{
    private readonly World _world = new();

    [Fact]
    public async Task A_client_that_keeps_up_does_not_read_the_log()
    {
        _world.Script.Commit();
        var client = await _world.ConnectAsync(null);
        var reads = _world.Script.Reads;
        _world.Recent.Follow(_world.Script.Head);

        for (var i = 0; i < 3 * RecentCommits.Most; i++)
        {
            _world.Recent.Append(_world.Script.Commit());
            Assert.Equal(i + 2, Assert.Single((await client.NextAsync(TimeSpan.Zero, default)).Commits).Stamp.Number);
        }

        Assert.Equal(reads, _world.Script.Reads);
    }

    [Fact]
    public async Task A_client_that_was_away_reads_the_log_and_then_the_memory()
    {
        for (var i = 0; i < 150; i++)
            _world.Script.Commit();
        var first = _world.Script.Log[0];
        _world.Recent.Append(_world.Script.Commit());
        var (beginning, _) = await FeedCursor.BeginAsync(_world.Source, new FeedPosition(first.DatabaseId, first.Stamp), default);

        var got = beginning!.First.Commits.ToList();
        for (var reads = 0; reads < 50 && beginning.Cursor.Position != FeedPosition.Of(_world.Script.Head); reads++)
            got.AddRange((await beginning.Cursor.NextAsync(TimeSpan.Zero, default)).Commits);

        Assert.Equal(Enumerable.Range(2, 150), got.Select(c => (int)c.Stamp.Number));
    }

    [Fact]
    public async Task A_client_waits_for_the_next_commit()
    {
        _world.Recent.Append(_world.Script.Commit());
        var client = await _world.ConnectAsync(null);

        var next = client.NextAsync(TimeSpan.FromMinutes(1), default);
        Assert.False(next.IsCompleted);
        _world.Recent.Append(_world.Script.Commit());

        Assert.Equal(2, Assert.Single((await next).Commits).Stamp.Number);
    }

    [Theory]
    [InlineData(2, 1, false, "too_old")]
    [InlineData(9, 7, false, "other_history")]
    [InlineData(9, 1, true, "other_database")]
    public async Task A_position_that_the_log_does_not_hold_is_refused_plainly(long number, long epoch, bool elsewhere, string reason)
    {
        for (var i = 0; i < 10; i++)
            _world.Recent.Append(_world.Script.Commit());
        _world.Recent.Forget();
        _world.Script.Trimmed = 5;

        var (beginning, _) = await FeedCursor.BeginAsync(_world.Source, new FeedPosition(elsewhere ? "other" : _world.Script.Database, new CommitStamp(epoch, number)), default);

        var reset = beginning!.First.Reset!;
        Assert.Equal((reason, 10), (reset.Reason.ToName(), reset.GoesOnAfter.Stamp.Number));
        _world.Recent.Append(_world.Script.Commit());
        Assert.Equal(11, Assert.Single((await beginning.Cursor.NextAsync(TimeSpan.Zero, default)).Commits).Stamp.Number);
    }

    /// <summary>The position is in memory, but of another database or another epoch: the memory must not answer.</summary>
    [Fact]
    public void The_memory_answers_only_for_a_commit_that_it_has_seen()
    {
        var recent = _world.Recent;
        recent.Append(_world.Script.Commit());
        recent.Append(_world.Script.Commit());

        Assert.Single(recent.After(new FeedPosition(_world.Script.Database, new CommitStamp(1, 1)))!.Value);
        Assert.Null(recent.After(new FeedPosition("other", new CommitStamp(1, 1))));
        Assert.Null(recent.After(new FeedPosition(_world.Script.Database, new CommitStamp(2, 1))));
        Assert.Null(recent.After(FeedPosition.Beginning));
    }

    /// <summary>Before the node followed the writer, commits were made that nobody told it of.</summary>
    [Fact]
    public void The_end_of_the_log_is_believed_for_a_while_and_only_if_nothing_came_meanwhile()
    {
        var time = new FakeTimeProvider();
        var recent = new RecentCommits(time);
        _world.Script.Commit();
        var (head, version) = (_world.Script.Head, recent.Version);
        recent.Learn(head, version);
        Assert.Empty(recent.After(FeedPosition.Of(head))!.Value);

        time.Advance(RecentCommits.LearntFor + TimeSpan.FromSeconds(1));
        Assert.Null(recent.After(FeedPosition.Of(head)));

        recent.Forget();
        recent.Learn(head, version);
        Assert.Null(recent.After(FeedPosition.Of(head)));
    }

    [Fact]
    public void The_head_that_the_writer_repeats_shows_that_the_newest_commit_was_missed()
    {
        var recent = _world.Recent;
        recent.Append(_world.Script.Commit());
        var (before, changed) = (FeedPosition.Of(_world.Script.Head), recent.Changed);
        recent.Follow(_world.Script.Head);
        Assert.Empty(recent.After(before)!.Value);

        _world.Script.Commit();
        recent.Follow(_world.Script.Head);

        Assert.True(changed.IsCompleted);
        Assert.Null(recent.After(before));
        Assert.Empty(recent.After(FeedPosition.Of(_world.Script.Head))!.Value);
    }

    [Fact]
    public void A_step_of_a_trader_under_another_epoch_is_not_taken_for_the_next_commit()
    {
        var recent = _world.Recent;
        recent.Append(_world.Script.Commit());

        recent.Append(new WriterProtocol.TraderStepCommitted(new TraderKey("NO_ML", Some.Btc.Instrument, "{}"), null!, null) { Stamp = new CommitStamp(2, 2) });

        Assert.Null(recent.After(new FeedPosition(_world.Script.Database, new CommitStamp(1, 1))));
    }

    [Fact]
    public void The_memory_is_bounded_by_candles()
    {
        var recent = _world.Recent;
        for (var i = 0; i < RecentCommits.Most; i++)
            recent.Append(_world.Script.Commit(changed: Some.Candles(FeedCommit.MostCandles)));

        var kept = RecentCommits.MostCandles / FeedCommit.MostCandles;
        Assert.NotNull(recent.After(Position(RecentCommits.Most - kept)));
        Assert.Null(recent.After(Position(RecentCommits.Most - kept - 1)));

        FeedPosition Position(long number) => new(_world.Script.Database, new CommitStamp(1, number));
    }

    /// <summary>A writer with hand-overs, power cuts, a replaced file and a short log; a feed that is late and loses; a log that refuses; a client that comes and goes.</summary>
    [Fact]
    public void Each_commit_comes_once_and_in_order_or_the_loss_is_said_plainly() => Gen.Int[0, 99].Array[0, 300].Sample(
        choices =>
        {
            var world = new World();
            world.RunAsync(choices).GetAwaiter().GetResult();
        },
        iter: 2_000);

    private sealed class World : IFeedLog
    {
        private readonly Queue<object> _onTheWay = [];
        private readonly List<CommitStamp> _got = [];
        private FeedCursor? _client;
        private CommitStamp _segment;
        private bool _refuses;
        private bool _mayReset;

        public World() => Source = new FeedSource(Recent, this, new FeedCounters(), new FeedLimits(), TimeProvider.System);

        public CommitScript Script { get; } = new();

        public RecentCommits Recent { get; } = new(TimeProvider.System);

        public FeedSource Source { get; }

        public Task<Answer<CommitHeadRead>> ReadHeadAsync(CancellationToken ended) => Task.FromResult(Answer<CommitHeadRead>(new ReadCommitHead(TimeSpan.MaxValue)));

        public Task<Answer<ICommitsReply>> ReadAsync(CommitStamp after, CancellationToken ended) =>
            Task.FromResult(Answer<ICommitsReply>(new ReadCommits(after, 7, TimeSpan.MaxValue)));

        public async Task<FeedCursor> ConnectAsync(FeedPosition? since) => (await FeedCursor.BeginAsync(Source, since, default)).Value!.Cursor;

        public async Task RunAsync(int[] choices)
        {
            _client = await ConnectAsync(null);
            foreach (var choice in choices)
                await ActAsync(choice);
            _refuses = false;
            _onTheWay.Enqueue(Script.Head);
            while (_onTheWay.Count > 0)
                Deliver();
            for (var rounds = 0; rounds < 300 && _client.Position != FeedPosition.Of(Script.Head); rounds++)
                await StepAsync();
            Assert.Equal(Script.Log.Select(c => c.Stamp).Where(s => s.Number > _segment.Number), _got);
        }

        private async Task ActAsync(int choice)
        {
            var which = choice / 10;
            switch (choice % 10)
            {
                case 0 or 1 or 2:
                    _onTheWay.Enqueue(Script.Commit());
                    break;
                case 3 or 4 when _onTheWay.Count > 0:
                    Deliver();
                    break;
                case 5 or 6:
                    await StepAsync();
                    break;
                case 7 when which < 3:
                    await ReconnectAsync();
                    break;
                case 7:
                    _refuses = which == 9;
                    break;
                case 8 when which < 2:
                    Script.Epoch++;
                    break;
                case 8 when which == 2 && _onTheWay.Count > 0:
                    // A commit is lost on its way: the next commit shows the jump, or the head that the writer repeats; or the feed says so.
                    _onTheWay.Dequeue();
                    break;
                case 8 when which is 4 or 5:
                    _onTheWay.Enqueue(Script.Head);
                    break;
                case 8 when which == 3:
                    _onTheWay.Enqueue(CommitFeedReset.Instance);
                    break;
                case 9 when which == 0 && Script.Log.Count > 3:
                    Script.Lose(2);
                    _onTheWay.Enqueue(CommitFeedReset.Instance);
                    _mayReset = true;
                    break;
                case 9 when which == 1 && Script.Newest.Number - Script.Trimmed > 12:
                    Script.Trimmed = Script.Newest.Number - 12;
                    _mayReset = true;
                    break;
                case 9 when which == 2:
                    Script.Database += "x";
                    Script.Epoch++;
                    _onTheWay.Enqueue(Script.Head);
                    _mayReset = true;
                    break;
            }
        }

        private void Deliver()
        {
            switch (_onTheWay.Dequeue())
            {
                case ICommitEvent commit:
                    Recent.Append(commit);
                    break;
                case CommitHead head:
                    Recent.Follow(head);
                    break;
                default:
                    Recent.Forget();
                    break;
            }
        }

        private async Task ReconnectAsync()
        {
            var (beginning, _) = await FeedCursor.BeginAsync(Source, _client!.Position, default);
            if (beginning is null)
                return;
            _client = beginning.Cursor;
            Take(beginning.First);
        }

        private async Task StepAsync() => Take(await _client!.NextAsync(TimeSpan.Zero, default));

        private void Take(FeedStep step)
        {
            if (step.Reset is { } reset)
            {
                Assert.True(_mayReset, "Nothing was lost.");
                _segment = reset.GoesOnAfter.Stamp;
                _got.Clear();
            }

            foreach (var commit in step.Commits)
            {
                Assert.Equal((_got.Count > 0 ? _got[^1] : _segment).Number + 1, commit.Stamp.Number);
                _got.Add(commit.Stamp);
            }
        }

        private Answer<T> Answer<T>(object message)
            where T : class => _refuses ? new(null, Problem.Unavailable("Not now.")) : new((T)Script.Answer(message)!, null);
    }
}
