using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Monitor;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterMessages;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>The guarantees that the writer gives to its senders.</summary>
public sealed class DbWriterActorTests : StorageTest
{
    [Fact]
    public void When_the_reply_arrives_another_program_sees_the_rows()
    {
        var writer = StartWriter();
        using var foreign = Database.Foreign(readOnly: true);
        for (var page = 0; page < 20; page++)
        {
            AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, page * 10, 10)));
            Assert.Equal((page + 1) * 10, foreign.Scalar<long>("SELECT count(*) FROM candles_15"));
        }
    }

    [Fact]
    public void Changed_candles_are_published_no_later_than_the_reply_and_only_they()
    {
        var writer = StartWriter();
        Shared.Commits.Subscribe(TestActor, CommitKinds.Candles);

        writer.Tell(Write(Btc15, Page(Btc15, 0, 5), WriteLane.Sync), TestActor);
        Assert.Equal<Candle>(Page(Btc15, 0, 5), ExpectMsg<CandlesCommitted>().Changed);
        ExpectMsg<CandlesWritten>();

        writer.Tell(Write(Btc15, [.. Page(Btc15, 3, 1), .. Page(Btc15, 4, 1, price: 200), .. Page(Btc15, 5, 1)], WriteLane.Sync), TestActor);
        var committed = ExpectMsg<CandlesCommitted>();
        Assert.Equal<Candle>([.. Page(Btc15, 4, 1, price: 200), .. Page(Btc15, 5, 1)], committed.Changed);
        Assert.Equal((Btc15, WriteLane.Sync), (committed.Series, committed.Lane));
        Assert.Equal(committed.SeriesVersion, ExpectMsg<CandlesWritten>().SeriesVersion);

        writer.Tell(Write(Btc15, Page(Btc15, 3, 1)), TestActor);
        ExpectMsg<CandlesWritten>();
    }

    [Fact]
    public void A_message_past_its_deadline_is_dropped_and_the_file_not_touched()
    {
        var writer = StartWriter();
        var message = Write(Btc15, Page(Btc15, 0, 5), remaining: TimeSpan.FromTicks(-1));

        var rejected = AskFor<WriteRefused>(writer, message);

        Assert.Equal((message.Id, WriteRefusal.Expired), (rejected.Id, rejected.Reason));
        Assert.Equal(5, AskFor<CandlesWritten>(writer, message with { Remaining = TimeSpan.FromMinutes(1) }).Inserted);
    }

    [Fact]
    public void While_clients_read_the_writer_rests_after_a_page_of_backfill_and_reports_it()
    {
        var writer = StartWriter();
        var page = 0;
        AwaitTrue(() =>
        {
            // If the machine stalls for 20 ms, the read is no longer recent. A small page may also take less than 1 ms. In both cases the test tries the next page.
            Shared.Reading.Asked();
            AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, page++, 1)));
            SettledOpen(writer);
            return Observed().Any(m => m is StorageMonitorProtocol.WriterRested);
        });
    }

    [Fact]
    public void The_writer_never_rests_without_readers()
    {
        var writer = StartWriter();
        for (var page = 0; page < 10; page++)
            AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, page * 500, 500)));
        SettledOpen(writer);

        Assert.DoesNotContain(Observed(), m => m is StorageMonitorProtocol.WriterRested);
    }

    [Fact]
    public void Every_message_is_reported_to_the_monitor_with_its_result()
    {
        var writer = StartWriter();
        Monitor.ExpectMsg<StorageMonitorProtocol.WriterOpened>();
        AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 0, 5)));
        AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 0, MaxCandlesPerMessage + 1), WriteLane.Sync));

        var stored = Monitor.ExpectMsg<StorageMonitorProtocol.WriteObserved>();
        Assert.Equal((WriteLane.Backfill, Btc15, null, 5), (stored.Lane, stored.Series, stored.Rejection, stored.Rows));
        Assert.Equal(new SeriesStats(Btc15, 5, TestCandles.Time(Btc15, 0), TestCandles.Time(Btc15, 4), 1), stored.Stats);
        Assert.True(stored.QueueTime > TimeSpan.Zero && stored.HandlerTime > TimeSpan.Zero);
        Assert.False(stored.LockWait.Happened);
        var refused = Monitor.ExpectMsg<StorageMonitorProtocol.WriteObserved>();
        Assert.Equal((WriteLane.Sync, WriteRefusal.Invalid, 0, null), (refused.Lane, refused.Rejection, refused.Rows, refused.Stats));
    }

    [Fact]
    public void A_checkpoint_that_is_ordered_is_run_and_told_to_sender_and_monitor()
    {
        var writer = StartWriter();
        AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 0, 500)));

        var finished = AskFor<CheckpointFinished>(writer, new RunCheckpoint(WriteId.New(), CheckpointMode.Truncate, TimeSpan.MaxValue));

        Assert.False(finished.Outcome.Busy);
        Assert.Equal(0, new FileInfo(Database.Path + "-wal").Length);
        Assert.Equal(finished.Outcome, Monitor.FishForMessage<StorageMonitorProtocol.CheckpointObserved>(_ => true).Outcome);
    }

    [Fact]
    public void The_writer_keeps_to_one_thread_of_its_own()
    {
        var writer = StartWriter();
        for (var page = 0; page < 30; page++)
        {
            AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, page, 1)));
            LetTheWriterLookAtTheTime(writer);
        }

        Assert.Single(Time.Threads);
    }

    /// <summary>The messages that the monitor has received and that no test has read yet.</summary>
    private List<object> Observed()
    {
        var messages = new List<object>();
        while (Monitor.HasMessages)
            messages.Add(Monitor.ReceiveOne(TimeSpan.Zero));
        return messages;
    }
}
