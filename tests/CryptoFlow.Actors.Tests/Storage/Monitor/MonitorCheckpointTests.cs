using Akka.Actor;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Monitor;

public sealed class MonitorCheckpointTests : MonitorTest
{
    private const int FiveMegabytes = 5 * 1024 * 1024;

    [Fact]
    public void A_passive_checkpoint_is_ordered_when_the_backlog_is_above_the_threshold()
    {
        using var foreign = FillLog(FiveMegabytes);
        StartAllWell();
        var order = Writer.ExpectMsg<RunCheckpoint>();
        Assert.Equal(CheckpointMode.Passive, order.Mode);
        Assert.True(order.Remaining > TimeSpan.Zero);
        Assert.InRange(Health().Wal.Pages, CheckpointPolicy.PassivePages, int.MaxValue);
        Assert.Equal(0, Health().Wal.CheckpointedPages);

        Tick();
        Assert.False(Writer.HasMessages);
        Time.Advance(CheckpointPolicy.LeastPause);
        Tick();
        Assert.False(Writer.HasMessages, "The first checkpoint still runs.");
        Subject.Tell(new CheckpointFinished(order.Id, new CheckpointOutcome(CheckpointMode.Passive, false, 10, 10, 10, TimeSpan.Zero)));
        Tick();
        Assert.Equal(CheckpointMode.Passive, Writer.ExpectMsg<RunCheckpoint>().Mode);
    }

    [Fact]
    public void A_WAL_that_is_written_is_observed_between_two_ticks()
    {
        StartAllWell();
        using var foreign = FillLog(FiveMegabytes);
        Subject.Tell(Stored(rows: 1));
        Health();
        Assert.False(Writer.HasMessages, "The monitor has looked just now.");

        Time.Advance(CheckpointPolicy.LeastPause);
        Subject.Tell(Stored(rows: 0));
        Health();
        Assert.False(Writer.HasMessages, "Nothing was written.");
        Subject.Tell(Stored(rows: 1));
        Assert.Equal(CheckpointMode.Passive, Writer.ExpectMsg<RunCheckpoint>().Mode);
    }

    [Fact]
    public void After_a_long_checkpoint_the_next_is_ordered_later()
    {
        using var foreign = FillLog(FiveMegabytes);
        StartAllWell();
        var order = Writer.ExpectMsg<RunCheckpoint>();
        var outcome = new CheckpointOutcome(CheckpointMode.Passive, false, 10, 10, 10, TimeSpan.FromMilliseconds(40));
        Subject.Tell(new CheckpointObserved(outcome));
        Subject.Tell(new CheckpointFinished(order.Id, outcome));

        Time.Advance(TimeSpan.FromMilliseconds(199));
        Subject.Tell(Stored(rows: 1));
        Health();
        Assert.False(Writer.HasMessages, "The checkpoint took 40 ms, and less than five times 40 ms have passed.");

        Time.Advance(CheckpointPolicy.LeastPause);
        Subject.Tell(Stored(rows: 1));
        Writer.ExpectMsg<RunCheckpoint>();
    }

    [Fact]
    public void After_a_checkpoint_that_moved_nothing_because_of_a_reader_the_next_is_ordered_a_second_later()
    {
        using var foreign = FillLog(FiveMegabytes);
        StartAllWell();
        var order = Writer.ExpectMsg<RunCheckpoint>();
        var fruitless = new CheckpointOutcome(CheckpointMode.Passive, Busy: true, 10, 5, MovedPages: 0, TimeSpan.Zero);
        Subject.Tell(new CheckpointObserved(fruitless));
        Subject.Tell(new CheckpointFinished(order.Id, fruitless));

        Time.Advance(CheckpointPolicy.PauseWhenPinned - TimeSpan.FromMilliseconds(1));
        Subject.Tell(Stored(rows: 1));
        Health();
        Assert.False(Writer.HasMessages, "The reader may still hold its snapshot.");

        Time.Advance(CheckpointPolicy.LeastPause);
        Subject.Tell(Stored(rows: 1));
        Writer.ExpectMsg<RunCheckpoint>();
    }

    [Fact]
    public void A_large_WAL_is_truncated_only_in_a_quiet_time()
    {
        using var foreign = FillLog(2 * FiveMegabytes);
        foreign.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        Subject.Tell(new WriterOpened(1), Writer);
        Subject.Tell(Stored(rows: 1));
        Readers(inFlight: 0);
        Health();

        Tick();
        Assert.False(Writer.HasMessages, "The last commit was just now.");
        Time.Advance(CheckpointPolicy.QuietTime);
        Readers(inFlight: 1);
        Tick();
        Assert.False(Writer.HasMessages, "A reader runs a query.");
        Readers(inFlight: 0);
        Tick();
        Assert.Equal(CheckpointMode.Truncate, Writer.ExpectMsg<RunCheckpoint>().Mode);
    }

    [Fact]
    public void No_checkpoint_is_ordered_from_a_writer_that_cannot_write()
    {
        using var foreign = FillLog(FiveMegabytes);
        Subject.Tell(new WriterOpened(1), Writer);
        Subject.Tell(new WriterConditionChanged("The disk is full."));
        Health();
        Tick();
        Assert.False(Writer.HasMessages);

        Subject.Tell(new WriterConditionChanged(null));
        Tick();
        Writer.ExpectMsg<RunCheckpoint>();
    }

    [Fact]
    public void Health_counts_checkpoints_and_shows_the_last_one()
    {
        StartAllWell();
        Subject.Tell(new CheckpointObserved(new CheckpointOutcome(CheckpointMode.Passive, false, 10, 10, 10, TimeSpan.FromMilliseconds(3))));
        var last = new CheckpointOutcome(CheckpointMode.Truncate, true, 5, 2, 1, TimeSpan.FromMilliseconds(50));
        Subject.Tell(new CheckpointObserved(last));
        var wal = Health().Wal;
        Assert.Equal((2L, 1L, last, TestCandles.Start), (wal.Checkpoints, wal.CheckpointsBusy, wal.LastCheckpoint, wal.LastCheckpointAt));
    }

    private static WriteObserved Stored(int rows) =>
        new(WriteLane.Sync, TestCandles.Btc15, TimeSpan.Zero, TimeSpan.Zero, default, null, rows, null);
}
