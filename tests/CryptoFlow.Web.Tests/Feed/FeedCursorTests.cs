using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using CryptoFlow.Web.Feed;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Web.Tests.Feed;

/// <summary>Wherever its commits are from, memory or log, a client gets each of them once and in order, or is told that some are lost.</summary>
public sealed class FeedCursorTests
{
    private readonly FeedWorld _world = new();

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
            var world = new FeedWorld();
            world.RunAsync(choices).GetAwaiter().GetResult();
        },
        iter: 2_000);
}
