using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Retention;

/// <summary>The actor that sends the steps. A probe takes the place of the writer; the last test has the real writer.</summary>
public sealed class RetentionActorTests : StorageTest
{
    private static readonly RetentionRules Rules = new(ImmutableSortedDictionary<Interval, int>.Empty.Add(Interval.M15, 10));

    private readonly TestProbe _writer;
    private RetentionStatus? _reported;

    public RetentionActorTests()
        : base(settings => settings with { Retention = Rules, RemovesOldCandles = true }) => _writer = CreateTestProbe("writer-probe");

    /// <summary>The newest status that the monitor has received.</summary>
    private RetentionStatus Status
    {
        get
        {
            while (Monitor.HasMessages)
                _reported = ((StorageMonitorProtocol.RetentionReported)Monitor.ReceiveOne(TimeSpan.Zero)).Status;
            return _reported!;
        }
    }

    private long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public void One_step_is_under_way_at_a_time_until_nothing_is_left_and_then_an_hour_passes()
    {
        StartActor(_writer);
        _writer.ExpectNoMsg(TimeSpan.Zero);
        Timers.Advance(RetentionActor.FirstAfter);

        var first = _writer.ExpectMsg<RemoveOldCandles>();
        var actor = _writer.LastSender;
        Assert.True(Status.Running);
        _writer.ExpectNoMsg(TimeSpan.Zero);
        actor.Tell(new OldCandlesRemoved(first.Id, first.Run, Btc15, 1_000, Start + 5, More: true));
        var second = _writer.ExpectMsg<RemoveOldCandles>();
        Assert.Equal((first.Run, WriteLane.Backfill), (second.Run, second.Lane));

        // The second of two equal replies is ignored.
        _writer.Reply(new OldCandlesRemoved(first.Id, first.Run, Btc15, 1_000, Start + 5, More: true));
        _writer.Reply(new OldCandlesRemoved(second.Id, second.Run, Btc15, 7, Start + 6, More: false));
        AwaitTrue(() => !Status.Running);
        Assert.Equal((1_007, 1_007, 1, null), (Status.Removed, Status.LastRemoved, Status.Finished, Status.Failure));

        Timers.Advance(RetentionActor.Every);
        Assert.NotEqual(first.Run, _writer.ExpectMsg<RemoveOldCandles>().Run);
    }

    [Fact]
    public void A_refused_step_is_sent_again_and_a_run_that_cannot_go_on_says_why()
    {
        StartActor(_writer);
        Timers.Advance(RetentionActor.FirstAfter);
        _writer.Reply(new WriteRefused(_writer.ExpectMsg<RemoveOldCandles>().Id, WriteRefusal.Busy, "locked"));
        Again();
        _writer.Reply(new WriteRefused(_writer.ExpectMsg<RemoveOldCandles>().Id, WriteRefusal.Failed, "the disk image is malformed."));

        AwaitTrue(() => Status.Failure is not null);
        Assert.Equal(("Failed: the disk image is malformed", false, 1), (Status.Failure, Status.Running, Status.Failed));
        Timers.Advance(RetentionActor.Every);
        var next = _writer.ExpectMsg<RemoveOldCandles>();
        _writer.Reply(new OldCandlesRemoved(next.Id, next.Run, null, 0, 0, More: false));
        AwaitTrue(() => Status.Failure is null);
    }

    [Fact]
    public void A_step_that_is_answered_late_is_not_sent_again_beside_the_next_step()
    {
        StartActor(_writer);
        Timers.Advance(RetentionActor.FirstAfter);
        var late = _writer.ExpectMsg<RemoveOldCandles>();
        Timers.Advance(RetentionActor.OverdueAfter);
        _writer.Reply(new OldCandlesRemoved(late.Id, late.Run, Btc15, 1_000, Start + 5, More: true));
        var next = _writer.ExpectMsg<RemoveOldCandles>();

        // The pause after the late answer's step is over now.
        Timers.Advance(RetentionActor.AgainAfter);
        _writer.Reply(new OldCandlesRemoved(next.Id, next.Run, Btc15, 7, Start + 6, More: false));

        AwaitTrue(() => !Status.Running);
        Assert.Equal((1_007, 1), (Status.LastRemoved, Status.Finished));
        Assert.False(_writer.HasMessages);
    }

    [Fact]
    public void A_committed_step_and_a_finished_run_are_progress_and_a_refusal_is_not()
    {
        StartActor(_writer);
        Assert.Equal(NowMs, Status.ProgressAt);
        Timers.Advance(RetentionActor.FirstAfter);
        var step = _writer.ExpectMsg<RemoveOldCandles>();
        Time.Advance(TimeSpan.FromMinutes(1));
        _writer.Reply(new OldCandlesRemoved(step.Id, step.Run, Btc15, 1_000, Start + 5, More: true));
        var refused = _writer.ExpectMsg<RemoveOldCandles>();
        Assert.Equal(NowMs, Status.ProgressAt);

        Time.Advance(TimeSpan.FromHours(7));
        _writer.Reply(new WriteRefused(refused.Id, WriteRefusal.Failed, "the disk image is malformed."));

        AwaitTrue(() => Status.Failure is not null);
        Assert.Equal(TimeSpan.FromHours(7), Status.ProgressAgeAt(NowMs));
        Timers.Advance(RetentionActor.Every);
        var last = _writer.ExpectMsg<RemoveOldCandles>();
        _writer.Reply(new OldCandlesRemoved(last.Id, last.Run, null, 0, 0, More: false));
        AwaitTrue(() => Status.Failure is null && Status.ProgressAgeAt(NowMs) == TimeSpan.Zero);
    }

    [Fact]
    public void A_monitor_that_was_restarted_knows_the_status_again()
    {
        var storage = Sys.ActorOf(StorageActor.Props(Database.Settings, Source, Shared, IMonitorSamples.None, CreateTestProbe(), Time, NullLoggerFactory.Instance, Stops.Enqueue));
        AwaitTrue(() => Observed(storage) is { Retention: not null, Writer.Open: true });

        AskFor<StorageProtocol.StorageActors>(storage, StorageProtocol.GetStorageActors.Instance).Monitor.Tell(new StorageMonitorProtocol.CheckpointObserved(null!));

        AwaitTrue(() => Observed(storage) is { Retention.Rules.IsEmpty: false, Writer.Open: true });
        Assert.Empty(Stops);
    }

    /// <summary>The order counts, not the time: a sync page that comes while steps wait is stored before them.</summary>
    [Fact]
    public void A_sync_page_is_stored_before_a_step_that_waits()
    {
        var writer = StartWriter();
        AwaitTrue(() => SettledOpen(writer));
        for (var first = 0; first < 40 * 96; first += 960)
            AskFor<CandlesWritten>(writer, WriterMessages.Write(Btc15, Page(Btc15, first, 960)));
        while (Monitor.HasMessages)
            Monitor.ReceiveOne(TimeSpan.Zero);

        // While another program holds the lock, the writer waits in the first step, and the others wait in its queue.
        var probe = CreateTestProbe();
        using (var foreign = Database.Foreign())
        {
            foreign.Execute("BEGIN IMMEDIATE");
            for (var step = 0; step < 3; step++)
                writer.Tell(new RemoveOldCandles(WriteId.New(), RunId.New(), TimeSpan.MaxValue), probe);
            writer.Tell(WriterMessages.Write(Eth15, Page(Eth15, 0, 1), WriteLane.Sync), probe);
            AwaitTrue(() => Queue.Depth == 3);
            foreign.Execute("COMMIT");
        }

        var replies = probe.ReceiveN(4).Select(r => r.GetType().Name).ToList();

        // Behind one step at most: the one that the writer had begun.
        Assert.InRange(replies.IndexOf(nameof(CandlesWritten)), 0, 1);
    }

    private void StartActor(IActorRef writer)
    {
        Sys.ActorOf(RetentionActor.Props(writer, Rules, Monitor, Time, NullLogger.Instance));

        // The timer of the first run is set before the status is reported.
        AwaitTrue(() => Status is not null);
    }

    private void Again()
    {
        // The actor has handled the refusal when its timer is set.
        AwaitTrue(() =>
        {
            Timers.Advance(RetentionActor.AgainAfter);
            return _writer.HasMessages;
        });
    }

    /// <summary>The observation after a tick of the storage monitor.</summary>
    private StorageObserved Observed(IActorRef storage)
    {
        Timers.Advance(MonitorPace.Tick);
        return AskFor<StorageObserved>(storage, StorageMonitorProtocol.GetStorage.Instance);
    }
}
