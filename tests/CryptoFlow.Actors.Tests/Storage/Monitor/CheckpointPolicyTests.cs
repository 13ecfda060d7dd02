using CryptoFlow.Storage.Writer;
using CsCheck;

namespace CryptoFlow.Storage.Monitor;

public sealed class CheckpointPolicyTests
{
    private const int Large = (int)CheckpointPolicy.TruncateBytes;

    private static readonly Gen<CheckpointInputs> Any = Gen.Select(
        Gen.Int[0, 6_000], Gen.Int[0, 6_000], Gen.Long[0, 2 * CheckpointPolicy.TruncateBytes], Gen.Int[0, 60_000], Gen.Int[0, 5_000], Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 500],
        (pages, moved, bytes, since, quiet, reads, fruitless, took) => new CheckpointInputs(
            pages, Math.Min(pages, moved), bytes, TimeSpan.FromMilliseconds(since), TimeSpan.FromMilliseconds(quiet), reads, fruitless, TimeSpan.FromMilliseconds(took)));

    [Theory]
    [InlineData(0, 0, 0, 99_999, 99_999, 0, null)] // No page to move.
    [InlineData(999, 0, 0, 29_999, 0, 0, null)] // Neither many pages nor old ones.
    [InlineData(1_000, 0, 0, 40, 0, 0, CheckpointMode.Passive)] // Many pages.
    [InlineData(1_000, 1, 0, 40, 0, 0, null)] // Many pages, but one of them is in the file already.
    [InlineData(1_000, 0, 0, 39, 0, 0, null)] // The last checkpoint was just now.
    [InlineData(1, 0, 0, 30_000, 0, 0, CheckpointMode.Passive)] // Few pages, but old.
    [InlineData(1, 1, 0, 30_000, 0, 0, null)] // Old, but all pages are in the file.
    [InlineData(0, 0, Large, 2_000, 2_000, 0, CheckpointMode.Truncate)] // A large WAL file, and no commits.
    [InlineData(0, 0, Large - 1, 2_000, 2_000, 0, null)] // The WAL file is not large.
    [InlineData(0, 0, Large, 2_000, 1_999, 0, null)] // The last commit was just now.
    [InlineData(0, 0, Large, 2_000, 2_000, 1, null)] // A reader would delay the checkpoint.
    [InlineData(0, 0, Large, 1_999, 2_000, 0, null)] // The last attempt was just now.
    [InlineData(1_000, 0, Large, 2_000, 2_000, 1, CheckpointMode.Passive)] // A passive checkpoint does not wait for readers.
    [InlineData(4_000, 4_000, 0, 40, 0, 9, CheckpointMode.Truncate)] // All pages are in the file, but overlapping readers prevent the WAL reset.
    [InlineData(4_000, 0, 0, 39, 0, 9, null)] // The last attempt was just now.
    [InlineData(3_999, 3_999, 0, 29_999, 0, 9, null)] // The WAL may still be reset by itself.
    public void The_policy_makes_the_decision_of_each_row(int pages, int moved, long bytes, int sinceMs, int quietMs, int reads, CheckpointMode? expected) =>
        Assert.Equal(expected, CheckpointPolicy.Decide(new CheckpointInputs(
            pages, moved, bytes, TimeSpan.FromMilliseconds(sinceMs), TimeSpan.FromMilliseconds(quietMs), reads)));

    [Theory]
    [InlineData(0, 40)]
    [InlineData(8, 40)]
    [InlineData(12, 60)]
    [InlineData(40, 200)]
    [InlineData(100, 300)]
    [InlineData(5_000, 5_200)] // The pause after a checkpoint has a maximum.
    public void The_pause_after_a_checkpoint_grows_with_its_duration(int tookMs, int pauseMs)
    {
        var due = new CheckpointInputs(1_000, 0, 0, TimeSpan.FromMilliseconds(pauseMs), TimeSpan.Zero, 0, LastTook: TimeSpan.FromMilliseconds(tookMs));
        Assert.Equal(CheckpointMode.Passive, CheckpointPolicy.Decide(due));
        Assert.Null(CheckpointPolicy.Decide(due with { SinceCheckpoint = due.SinceCheckpoint - TimeSpan.FromMilliseconds(1) }));
    }

    [Theory]
    [InlineData(1_000, 999, null)]
    [InlineData(1_000, 1_000, CheckpointMode.Passive)]
    [InlineData(4_000, 999, null)] // The writer must not wait for that reader, either.
    [InlineData(4_000, 1_000, CheckpointMode.Truncate)]
    public void After_a_checkpoint_that_moved_nothing_the_next_comes_a_second_later(int pages, int sinceMs, CheckpointMode? expected) =>
        Assert.Equal(expected, CheckpointPolicy.Decide(new CheckpointInputs(
            pages, 0, 0, TimeSpan.FromMilliseconds(sinceMs), TimeSpan.Zero, 0, LastWasFruitless: true)));

    /// <summary>It would wait 50 ms in vain, and sync pages with it.</summary>
    [Theory]
    [InlineData(4_000, 0, Large, 0, CheckpointMode.Passive)]
    [InlineData(4_000, 4_000, Large, 0, null)]
    [InlineData(0, 0, Large, 2_000, null)]
    public void While_a_backup_holds_its_snapshot_there_is_no_truncate(int pages, int moved, long bytes, int quietMs, CheckpointMode? expected) =>
        Assert.Equal(expected, CheckpointPolicy.Decide(new CheckpointInputs(
            pages, moved, bytes, TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(quietMs), 0, BackupReads: true)));

    [Theory]
    [InlineData(12_000, 500, true)]
    [InlineData(11_999, 60_000, false)] // The WAL has room.
    [InlineData(99_999, 499, false)] // The query will end soon by itself.
    public void A_query_is_interrupted_early_only_if_it_is_long_and_the_WAL_is_nearly_full(int pages, int ageMs, bool cut) =>
        Assert.Equal(cut, CheckpointPolicy.MustCut(pages, TimeSpan.FromMilliseconds(ageMs)));

    [Fact]
    public void For_any_input_there_is_a_pause_between_checkpoints_and_the_writer_waits_only_for_overlapping_readers() =>
        Any.Sample(now =>
        {
            var decision = CheckpointPolicy.Decide(now);
            if (now.SinceCheckpoint < CheckpointPolicy.LeastPause)
                Assert.Null(decision);
            if (decision == CheckpointMode.Truncate)
                Assert.True((now.ReadsInFlight == 0 && now.QuietFor >= CheckpointPolicy.QuietTime) || now.WalPages >= CheckpointPolicy.OverlapPages);
            if (now.LastWasFruitless && now.SinceCheckpoint < CheckpointPolicy.PauseWhenPinned)
                Assert.Null(decision);
            if (decision == CheckpointMode.Passive)
                Assert.True(now.Backlog > 0);
        });

    [Fact]
    public void A_backlog_never_grows_past_the_threshold_without_an_order_for_longer_than_a_pause() =>
        Any.Where(now => now.Backlog >= CheckpointPolicy.PassivePages && now.SinceCheckpoint >= CheckpointPolicy.PauseWhenPinned)
            .Sample(now => Assert.NotNull(CheckpointPolicy.Decide(now)));

    [Fact]
    public void A_checkpoint_that_is_due_stays_due() =>
        Gen.Select(Any, Gen.Int[0, 60_000]).Sample((now, more) =>
        {
            var later = now with { SinceCheckpoint = now.SinceCheckpoint + TimeSpan.FromMilliseconds(more) };
            if (CheckpointPolicy.Decide(now) is not null)
                Assert.NotNull(CheckpointPolicy.Decide(later));
        });
}
