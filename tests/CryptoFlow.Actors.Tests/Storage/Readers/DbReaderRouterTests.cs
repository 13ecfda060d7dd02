using Akka.Actor;
using CryptoFlow.Storage.Sqlite;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Readers;

public sealed class DbReaderRouterTests : ReaderTest
{
    [Fact]
    public void Before_the_readers_are_open_a_query_is_refused_and_counted()
    {
        Assert.Equal(ReadRefusal.NotReady, AskFor<ReadRefused>(Router, Query).Reason);
        Assert.Equal(ReadOutcome.Refused, Monitor.ExpectMsg<ReadObserved>().Outcome);
    }

    [Fact]
    public void A_query_is_answered_and_reported_to_the_monitor()
    {
        OpenReaders();
        Assert.Equal<Candle>(Page(Btc15, 90, 10), AskFor<CandlesRead>(Router, Query).Candles);
        var observed = Monitor.ExpectMsg<ReadObserved>();
        Assert.Equal((ReadOutcome.Answered, false), (observed.Outcome, observed.LockWait.Happened));
        Assert.InRange(observed.Reader, 1, Readers);
        Assert.True(observed.HandlerTime > TimeSpan.Zero);
    }

    [Fact]
    public void A_query_above_the_bound_of_the_queue_is_refused_at_once_and_all_others_are_answered()
    {
        OpenReaders();
        HoldReadersUp(QueueLimit);

        var refused = AskFor<ReadRefused>(Router, Query);

        Assert.Equal(ReadRefusal.QueueFull, refused.Reason);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        Assert.Equal(ReadOutcome.Refused, Monitor.ExpectMsg<ReadObserved>().Outcome);
        Time.Open();
        ReceiveN(Readers + QueueLimit).ToList().ForEach(answer => Assert.IsType<CandlesRead>(answer));
    }

    [Fact]
    public void A_query_whose_deadline_passes_in_the_queue_is_dropped_and_counted()
    {
        OpenReaders();
        HoldReadersUp(queued: 0);
        var late = CreateTestProbe();
        Router.Tell(Query with { Remaining = TimeSpan.FromSeconds(1) }, late);
        Router.Tell(Query, TestActor);
        Router.Tell(new Identify(null), late);
        late.ExpectMsg<ActorIdentity>();

        Time.Advance(TimeSpan.FromSeconds(2));
        Time.Open();

        Assert.Equal(ReadRefusal.Expired, late.ExpectMsg<ReadRefused>().Reason);
        ReceiveN(Readers + 1).ToList().ForEach(answer => Assert.IsType<CandlesRead>(answer));
        var outcomes = Monitor.ReceiveN(Readers + 2).Cast<ReadObserved>().CountBy(o => o.Outcome).ToDictionary();
        Assert.Equal(new Dictionary<ReadOutcome, int> { [ReadOutcome.Answered] = Readers + 1, [ReadOutcome.Expired] = 1 }, outcomes);
    }

    [Fact]
    public void A_query_that_runs_past_its_deadline_is_interrupted_and_counted()
    {
        OpenReaders();
        using (var store = new SqliteWriteStore(Database.OpenWriter(), Database.Settings))
        {
            for (var page = 0; page < 4; page++)
                Writer.WriterMessages.Put(store, Btc15, Page(Btc15, 100 + (page * 1500), 1500));
        }

        var query = new FindMissing(Btc15, Range(Btc15, 0, 6000), TimeSpan.FromSeconds(4));
        Time.AutoAdvanceAmount = TimeSpan.FromSeconds(1);

        Assert.Equal(ReadRefusal.Expired, AskFor<ReadRefused>(Router, query).Reason);
        Assert.Equal(ReadOutcome.Interrupted, Monitor.ExpectMsg<ReadObserved>().Outcome);
        Assert.Empty(AskFor<MissingFound>(Router, query with { Remaining = TimeSpan.MaxValue }).Missing);
    }

    [Fact]
    public void Readers_work_side_by_side_on_threads_of_their_own_and_the_writer_on_another()
    {
        OpenReaders();
        HoldReadersUp(queued: 0);
        Assert.Equal(Readers, Time.Threads.Count);
        Time.Open();
        ReceiveN(Readers);

        var writer = StartWriter();
        LetTheWriterLookAtTheTime(writer);
        for (var i = 0; i < 20; i++)
            AskFor<CandlesRead>(Router, Query);

        Assert.Equal(Readers + 1, Time.Threads.Count);
    }

    [Fact]
    public void The_state_of_the_queue_is_reported_twice_a_second()
    {
        OpenReaders();
        HoldReadersUp(queued: 2);
        Router.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();

        Timers.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(new ReadersReported(Readers, InFlight: Readers, Waiting: 2, WaitingPeak: 2), Monitor.ExpectMsg<ReadersReported>());

        Time.Open();
        ReceiveN(Readers + 2);
        AwaitTrue(() =>
        {
            Timers.Advance(TimeSpan.FromMilliseconds(500));
            return Monitor.FishForMessage<ReadersReported>(_ => true) == new ReadersReported(Readers, InFlight: 0, Waiting: 0, WaitingPeak: 2);
        });
    }

    [Fact]
    public void An_idle_router_reports_nothing()
    {
        OpenReaders();
        Router.Tell(Query, TestActor);
        ExpectMsg<CandlesRead>();
        for (var i = 0; i < 4; i++)
            PassHalfASecond();
        while (Monitor.HasMessages)
            Monitor.ReceiveOne(TimeSpan.Zero);

        for (var i = 0; i < 120; i++)
            PassHalfASecond();
        Assert.False(Monitor.HasMessages);

        // A restarted monitor reads this value.
        Assert.Equal(Readers, Shared.Readers.Reported?.Readers);

        void PassHalfASecond()
        {
            Timers.Advance(TimeSpan.FromMilliseconds(500));
            AskFor<ActorIdentity>(Router, new Identify(null));
        }
    }

    [Fact]
    public void Closing_answers_waiting_queries_lets_running_queries_end_and_closes_the_file()
    {
        OpenReaders();
        HoldReadersUp(queued: 2);
        var closer = CreateTestProbe();
        Router.Tell(DbReaderRouterActor.CloseReaders.Instance, closer);
        ReceiveN(2).ToList().ForEach(answer => Assert.Equal(ReadRefusal.NotReady, Assert.IsType<ReadRefused>(answer).Reason));
        Assert.Equal(ReadRefusal.NotReady, AskFor<ReadRefused>(Router, Query).Reason);

        Time.Open();

        closer.ExpectMsg<DbReaderRouterActor.ReadersClosed>();
        ReceiveN(Readers).ToList().ForEach(answer => Assert.IsType<CandlesRead>(answer));
        if (OperatingSystem.IsLinux())
            Assert.Empty(OpenDescriptors.Of(Database.Path));
    }
}
