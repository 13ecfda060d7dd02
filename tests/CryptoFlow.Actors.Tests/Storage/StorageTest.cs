using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CryptoFlow.Collectors;
using CryptoFlow.Configuration;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Storage;

/// <summary>
/// Storage actors on a real file with the program's own dispatchers and mailbox. Only the test moves the time: <see cref="Time"/> is the clock
/// of the deadlines, <see cref="Timers"/> is the clock of the timers.
/// </summary>
public abstract class StorageTest : TestKit
{
    private static readonly Config Hocon = ConfigurationFactory.ParseString(ActorTestSettings.Patient + ActorTestSettings.TimersOfTheTest + "akka.loglevel = OFF")
        .WithFallback(ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "cryptoflow.conf"))));

    private protected StorageTest(Func<StorageSettings, StorageSettings>? change = null, bool prepare = true)
        : this(new TestDatabase(s => (change ?? (same => same))(s with { BusyTimeout = TimeSpan.FromSeconds(30) }), prepare))
    {
    }

    private StorageTest(TestDatabase database)
        : this(database, new WriterQueueStats(database.Settings.WriteQueueLimit))
    {
    }

    private StorageTest(TestDatabase database, WriterQueueStats queue)
        : base(BootstrapSetup.Create().WithConfig(Hocon).And(new WriterMailboxSetup(queue)))
    {
        Database = database;
        Monitor = CreateTestProbe("monitor-probe");
        Shared = new WriterShared(queue, new ReaderBoard(), new ReadActivity(), new SeriesChanges(), new LocalCommitFeed(Sys));
    }

    private protected TestDatabase Database { get; }

    protected GatedTime Time { get; } = new();

    protected TestProbe Monitor { get; }

    /// <summary>The reasons for which the storage asked the program to stop.</summary>
    protected ConcurrentQueue<string> Stops { get; } = new();

    protected TestScheduler Timers => (TestScheduler)Sys.Scheduler;

    /// <summary>The objects that the writer shares with others.</summary>
    protected WriterShared Shared { get; }

    protected WriterQueueStats Queue => Shared.Queue;

    protected CollectionPlan Plan { get; } = new CryptoFlowOptions().CollectionPlan();

    /// <summary>Opens the store for the writer.</summary>
    private protected IWriteStoreSource Source => new SqliteWriteStoreSource(Database.Settings, Database.Guard);

    private protected Props WriterProps =>
        DbWriterActor.Props(Database.Settings, Source, Shared, Monitor, Time, NullLogger<DbWriterActor>.Instance, Stops.Enqueue);

    /// <summary>Starts a router whose readers open the file when this writer says that the file is open.</summary>
    private protected IActorRef StartRouter(IActorRef writer, IActorRef monitor) => Sys.ActorOf(
        DbReaderRouterActor.Props(ReaderContextFor(monitor), writer), "router");

    private protected ReaderContext ReaderContextFor(IActorRef monitor) => new(
        Database.Settings,
        givingUp => SqliteReadStore.Open(Database.Settings, Time, givingUp),
        Shared.Readers,
        Shared.Reading,
        monitor,
        Time,
        NullLogger<DbReaderRouterActor>.Instance);

    protected IActorRef StartWriter() => Sys.ActorOf(WriterProps, "writer");

    protected override void Dispose(bool disposing)
    {
        Time.Open();
        base.Dispose(disposing);
        Database.Dispose();
    }

    /// <summary>Sends a message to an actor and waits for the answer.</summary>
    private protected T AskFor<T>(IActorRef actor, object message)
    {
        var probe = CreateTestProbe();
        actor.Tell(message, probe);
        return probe.ExpectMsg<T>();
    }

    /// <summary>Waits until the writer has handled all messages that were sent before, including timers.</summary>
    /// <returns>True if the file is open.</returns>
    private protected bool SettledOpen(IActorRef writer) =>
        AskFor<object>(writer, WriterProtocol.GetWriterReadiness.Instance) is WriterProtocol.WriterReady;

    /// <summary>Makes the writer read <see cref="Time"/>: the writer reads it to limit the warning about messages that come too late.</summary>
    private protected void LetTheWriterLookAtTheTime(IActorRef writer) =>
        AskFor<WriterProtocol.WriteRefused>(writer, WriterMessages.Write(TestCandles.Btc15, [], remaining: TimeSpan.FromTicks(-1)));

    private protected void AwaitTrue(Func<bool> condition) => AwaitCondition(condition, HangGuard.Limit, TimeSpan.FromMilliseconds(5));
}
