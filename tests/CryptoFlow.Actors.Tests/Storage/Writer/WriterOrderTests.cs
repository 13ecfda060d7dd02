using Akka.Actor;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Testing;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterMessages;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>Another connection holds the write lock and stops the writer, so that a test decides the contents of the queue.</summary>
public sealed class WriterOrderTests : StorageTest
{
    private const int Limit = 6;

    private readonly ForeignConnection _foreign;
    private readonly IActorRef _writer;

    public WriterOrderTests()
        : base(s => s with { WriteQueueLimit = Limit })
    {
        _foreign = Database.Foreign();
        _writer = StartWriter();
        AwaitTrue(() => SettledOpen(_writer));
        LetTheWriterLookAtTheTime(_writer);
    }

    protected override void Dispose(bool disposing)
    {
        _foreign.Dispose();
        base.Dispose(disposing);
    }

    [Fact]
    public void A_sync_page_overtakes_queued_backfill_pages_and_control_overtakes_all()
    {
        HoldWriterUp();
        var backfill = Enumerable.Range(0, 3).Select(i => Write(Btc15, Page(Btc15, 100 + i, 1))).ToList();
        var ledger = Record(Btc15, new GapFindings(Range(Btc15, 0, 1), [], [], false, 0, TestLedger.Policy));
        var sync = Enumerable.Range(0, 2).Select(i => Write(Eth15, Page(Eth15, i, 1), WriteLane.Sync)).ToList();
        var checkpoint = new RunCheckpoint(WriteId.New(), CheckpointMode.Passive, TimeSpan.MaxValue);
        IWriteMessage[] sent = [.. backfill, ledger, .. sync, checkpoint];
        foreach (var message in sent)
            _writer.Tell(message, TestActor);

        _foreign.Execute("COMMIT");

        WriteId[] expected = [checkpoint.Id, .. sync.Select(m => m.Id), ledger.Id, .. backfill.Select(m => m.Id)];
        Assert.Equal(expected, expected.Select(_ => IdOf(ExpectMsg<object>())));
    }

    [Fact]
    public void A_message_above_the_bound_of_the_queue_is_refused_at_once_and_counted()
    {
        HoldWriterUp();
        var queued = Enumerable.Range(0, Limit).Select(i => Write(Btc15, Page(Btc15, i, 1))).ToList();
        foreach (var message in queued)
            _writer.Tell(message, TestActor);
        var tooMany = Write(Btc15, Page(Btc15, 50, 1), WriteLane.Sync);

        var rejected = AskFor<WriteRefused>(_writer, tooMany);

        Assert.Equal((tooMany.Id, WriteRefusal.QueueFull), (rejected.Id, rejected.Reason));
        Assert.Equal((Limit, Limit, 1L), (Queue.Depth, Queue.Peak, Queue.Refused));
        _foreign.Execute("COMMIT");
        Assert.Equal(queued.Select(m => m.Id), queued.Select(_ => ExpectMsg<CandlesWritten>().Id));
        Assert.Equal((0, Limit), (Queue.Depth, Queue.Peak));
        Assert.Equal(1, AskFor<CandlesWritten>(_writer, tooMany).Inserted);
    }

    [Fact]
    public void A_full_queue_still_accepts_control_messages()
    {
        HoldWriterUp();
        for (var i = 0; i < Limit; i++)
            _writer.Tell(Write(Btc15, Page(Btc15, i, 1)), ActorRefs.NoSender);
        var probe = CreateTestProbe();
        _writer.Tell(new RunCheckpoint(WriteId.New(), CheckpointMode.Passive, TimeSpan.MaxValue), probe);
        _foreign.Execute("COMMIT");
        probe.ExpectMsg<CheckpointFinished>();
    }

    [Fact]
    public void Drain_stores_what_was_queued_before_refuses_what_comes_later_and_leaves_one_file()
    {
        HoldWriterUp();
        var queued = Enumerable.Range(0, Limit).Select(i => Write(Btc15, Page(Btc15, i, 1))).ToList();
        foreach (var message in queued)
            _writer.Tell(message, TestActor);
        var drain = new Drain(WriteId.New(), TimeSpan.MaxValue);
        _writer.Tell(drain, TestActor);

        _foreign.Execute("COMMIT");
        _foreign.Dispose();

        Assert.Equal(queued.Select(m => m.Id), queued.Select(_ => ExpectMsg<CandlesWritten>().Id));
        Assert.Equal(drain.Id, ExpectMsg<WriterDrained>().Id);
        Assert.False(File.Exists(Database.Path + "-wal"));
        Assert.Equal(WriteRefusal.Draining, AskFor<WriteRefused>(_writer, Write(Btc15, Page(Btc15, 99, 1))).Reason);
        using var file = Database.Foreign(readOnly: true);
        Assert.Equal(Limit, file.Scalar<long>("SELECT count(*) FROM candles_15 WHERE symbol = 'BINANCE:BTCUSDT'"));
    }

    [Fact]
    public void A_lock_that_is_waited_out_is_counted_for_the_message_that_waited()
    {
        HoldWriterUp();
        _writer.Tell(Write(Btc15, Page(Btc15, 5, 1)), TestActor);
        _foreign.Execute("COMMIT");
        ExpectMsg<CandlesWritten>();

        var first = Monitor.FishForMessage<StorageMonitorProtocol.WriteObserved>(m => m.Rejection is null);
        var second = Monitor.ExpectMsg<StorageMonitorProtocol.WriteObserved>();

        Assert.True(first.LockWait is { Happened: true, WasRefused: false });
        Assert.InRange(first.LockWait.Waited, TimeSpan.Zero, first.HandlerTime);
        Assert.False(second.LockWait.Happened);
        Assert.InRange(second.QueueTime, TimeSpan.FromTicks(1), first.HandlerTime + TimeSpan.FromSeconds(1));
    }

    /// <summary>The writer waits for the lock with a message of another series. The queue is empty.</summary>
    private void HoldWriterUp()
    {
        _foreign.Execute("BEGIN IMMEDIATE");
        _writer.Tell(Write(Btc60, Page(Btc60, 0, 1)), ActorRefs.NoSender);
        AwaitTrue(() => Queue.Depth == 0 && Time.Threads.Any(writer => writer.ThreadState.HasFlag(ThreadState.WaitSleepJoin)));
    }

    private static WriteId IdOf(object reply) => reply switch
    {
        CandlesWritten written => written.Id,
        GapsRecorded recorded => recorded.Id,
        CheckpointFinished finished => finished.Id,
        _ => throw new ArgumentException($"Unexpected: {reply}"),
    };
}
