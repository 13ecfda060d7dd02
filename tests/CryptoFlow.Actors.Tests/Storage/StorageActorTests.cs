using Akka.Actor;
using CryptoFlow.Collectors;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trading.Live;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.StorageProtocol;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterMessages;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage;

/// <summary>Start, stop and supervision of all storage actors together.</summary>
public sealed class StorageActorTests : StorageTest
{
    private static readonly ReadCandles Query = new(Btc15, 10, null, null, TimeSpan.MaxValue);
    private static readonly object Poison = new StorageMonitorProtocol.CheckpointObserved(null!);

    private readonly MonitorBoard _board = new();
    private IActorRef _storage = ActorRefs.Nobody;
    private IActorRef _readers = ActorRefs.Nobody;
    private IActorRef _router = ActorRefs.Nobody;
    private IActorRef _systemMonitor = ActorRefs.Nobody;
    private StorageActors _actors = null!;

    [Fact]
    public void Written_candles_are_read_and_health_counts_their_rows()
    {
        Start();
        AskFor<CandlesWritten>(_actors.Writer, Write(Btc15, Page(Btc15, 0, 700)));
        AskFor<CandlesWritten>(_actors.Writer, Write(Btc15, Page(Btc15, 690, 20)));
        AskFor<CandlesWritten>(_actors.Writer, Write(Btc60, Page(Btc60, 0, 3)));
        AskFor<CandlesRead>(_router, Query);
        Tick();
        Health(); // The monitor has looked and has ordered a checkpoint.
        SettledOpen(_actors.Writer); // The checkpoint is done.

        var health = Health();

        Assert.Equal((HealthStatus.Ok, ""), (health.Status, string.Join(" ", health.Reasons)));
        Assert.Equal((710L, 3L), (health.RowsByInterval[Interval.M15], health.RowsByInterval[Interval.H1]));
        Assert.Equal((713L, 0L), (health.Writer.RowsWritten, health.Writer.Rejected));
        Assert.Equal(3, health.Writer.QueueTimeByLane["backfill"].Count);
        Assert.Equal((0, 0L), (health.Writer.QueueDepth, health.Writer.QueueRefused));
        Assert.True(health.Readers.Answered >= 1);
        Assert.Equal(["monitor", "reader-1", "reader-2", "writer"], health.LockWaits.Keys);
        Assert.All(health.LockWaits, connection => Assert.True(connection.Value is { Waits: 0, Timeouts: 0 }));
        Assert.True(health.Wal.Pages > 0);
    }

    [Fact]
    public void Readers_wait_until_the_writer_has_opened_the_file()
    {
        File.Delete(Database.Path);
        Start(awaitReaders: false);
        Assert.Equal(ReadRefusal.NotReady, AskFor<ReadRefused>(_router, Query).Reason);
        Assert.Equal(HealthStatus.Unhealthy, Health().Status);

        Database.Prepare();

        AwaitReaders();
    }

    [Fact]
    public void Stopping_stores_what_is_queued_and_leaves_one_file_that_nobody_has_open()
    {
        Start();
        AskFor<CandlesRead>(_router, Query);
        Tick();
        for (var i = 0; i < 5; i++)
            _actors.Writer.Tell(Write(Btc15, Page(Btc15, i, 1)), TestActor);

        Stop();

        Assert.Equal(5, ReceiveN(5).OfType<CandlesWritten>().Sum(w => w.Inserted));
        Assert.False(File.Exists(Database.Path + "-wal"));
        Database.Guard.Dispose();
        if (OperatingSystem.IsLinux())
            Assert.Empty(OpenDescriptors.Of(Database.Path));
    }

    [Fact]
    public void A_message_after_the_stop_is_refused_and_opens_no_file()
    {
        Start();
        Stop();

        _storage.Tell(new WriterReady(1), _actors.Writer);
        _router.Tell(new WriterReady(1), _actors.Writer);
        AskFor<StorageActors>(_storage, GetStorageActors.Instance);
        _actors.Monitor.Tell(new StorageMonitorProtocol.WriterOpened(1), _actors.Writer);
        Tick();

        Assert.Equal(ReadRefusal.NotReady, AskFor<ReadRefused>(_router, Query).Reason);
        Assert.Equal(WriteRefusal.Draining, AskFor<WriteRefused>(_actors.Writer, Write(Btc15, Page(Btc15, 0, 1))).Reason);
        Health();
        Database.Guard.Dispose();
        if (OperatingSystem.IsLinux())
            Assert.Empty(OpenDescriptors.Of(Database.Path));
    }

    [Fact]
    public void A_restarted_monitor_knows_the_writer_again()
    {
        Start();
        AskFor<CandlesWritten>(_actors.Writer, Write(Btc15, Page(Btc15, 0, 7)));

        _actors.Monitor.Tell(Poison);

        AwaitTrue(() =>
        {
            Tick();
            return Health() is { Writer.Open: true, Status: HealthStatus.Ok } health && health.RowsByInterval[Interval.M15] == 7;
        });
        Assert.Empty(Stops);
    }

    [Fact]
    public void A_monitor_that_was_restarted_knows_the_idle_readers_which_report_nothing()
    {
        Start();
        Tick();
        Tick();

        _actors.Monitor.Tell(Poison);

        Assert.Equal(Database.Settings.Readers, Health().Readers.Count);
    }

    [Fact]
    public void A_router_that_was_restarted_opens_its_readers_again()
    {
        Start();
        Time.Close();
        for (var reader = 0; reader < Database.Settings.Readers; reader++)
            _router.Tell(Query, TestActor);
        AwaitTrue(() => Time.WaitingReaders == Database.Settings.Readers);
        _router.Tell(new DefectiveQuery());
        Time.Open();
        ReceiveN(Database.Settings.Readers);

        AwaitReaders();
        Assert.Empty(Stops);
    }

    [Fact]
    public void The_sixth_restart_in_a_minute_stops_the_program()
    {
        Start(awaitReaders: false);
        for (var restart = 0; restart < RestartLimit.MaxRestarts; restart++)
        {
            _actors.Monitor.Tell(Poison);
            Health();
        }

        Assert.Empty(Stops);
        Watch(_actors.Monitor);
        _actors.Monitor.Tell(Poison);
        ExpectTerminated(_actors.Monitor);
        Assert.StartsWith("The storage failed 6 times within 60 s", Assert.Single(Stops), StringComparison.Ordinal);
    }

    [Fact]
    public void Restarts_that_are_far_apart_never_stop_the_program()
    {
        Start(awaitReaders: false);
        for (var restart = 0; restart < 3 * RestartLimit.MaxRestarts; restart++)
        {
            _actors.Monitor.Tell(Poison);
            Health();
            Time.Advance(TimeSpan.FromSeconds(13));
        }

        Assert.Empty(Stops);
    }

    private void Start(bool awaitReaders = true)
    {
        _systemMonitor = Sys.ActorOf(
            SystemMonitorActor.Props(
                Plan, new CollectorOptions(), _board, new TraderBoard(), ActorRefs.Nobody, Time, NullLogger<SystemMonitorActor>.Instance),
            "monitor");
        _storage = Sys.ActorOf(
            StorageActor.Props(
                Database.Settings, Source, Shared, IMonitorSamples.None, _systemMonitor, Time, NullLoggerFactory.Instance, Stops.Enqueue),
            "storage");
        _actors = AskFor<StorageActors>(_storage, GetStorageActors.Instance);
        _readers = Sys.ActorOf(
            ReadersActor.Props(ReaderContextFor(_actors.Monitor), _actors.Writer, Stops.Enqueue), "readers");
        _router = AskFor<ReadersActor.RouterStarted>(_readers, ReadersActor.GetRouter.Instance).Router;
        if (awaitReaders)
            AwaitReaders();
    }

    private void Stop()
    {
        AskFor<DbReaderRouterActor.ReadersClosed>(_readers, DbReaderRouterActor.CloseReaders.Instance);
        AskFor<StorageStopped>(_storage, new StopStorage(TimeSpan.MaxValue));
    }

    private void AwaitReaders() => AwaitTrue(() =>
    {
        Timers.Advance(TimeSpan.FromMilliseconds(500));
        return AskFor<object>(_router, Query with { Series = Eth15 }) is CandlesRead;
    });

    /// <summary>Causes one report of the readers and one observation of the monitor.</summary>
    private void Tick()
    {
        Timers.Advance(TimeSpan.FromMilliseconds(500));
        AskFor<ActorIdentity>(_router, new Identify(null));
        Timers.Advance(TimeSpan.FromMilliseconds(500));
        AskFor<ActorIdentity>(_router, new Identify(null));
    }

    private SystemHealth Health()
    {
        _actors.Monitor.Tell(StorageMonitorProtocol.ShowHealth.Instance);
        AskFor<ActorIdentity>(_actors.Monitor, new Identify(null));
        AskFor<ActorIdentity>(_systemMonitor, new Identify(null));
        return _board.Health!;
    }

    /// <summary>A query that makes the router fail, not a reader.</summary>
    private sealed record DefectiveQuery : IReadMessage
    {
        public TimeSpan Remaining => throw new InvalidOperationException("A defect.");

        public string Kind => "defective";

        public IReadMessage WithRemaining(TimeSpan remaining) => this;
    }
}
