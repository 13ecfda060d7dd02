using Akka.Actor;
using Akka.TestKit;
using CryptoFlow.Collectors;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Trading.Live;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;

namespace CryptoFlow.Monitoring;

/// <summary>The two monitors on a real file. A probe plays the writer.</summary>
public abstract class MonitorTest : StorageTest
{
    protected MonitorTest()
    {
        Time.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(TestCandles.Start));
        Writer = CreateTestProbe("writer-probe");
        Writer.IgnoreMessages(message => message is WriterProtocol.LookForOthers);
        Alerts = CreateTestProbe("alerts-probe");
        SystemMonitor = Sys.ActorOf(
            SystemMonitorActor.Props(Plan, new CollectorOptions(), Board, new TraderBoard(), Alerts, Time, Logger, lookAtDescriptors: before => Descriptors(before)), "monitor");
        Subject = Sys.ActorOf(
            StorageMonitorActor.Props(Database.Settings, new MonitorShared(Queue, Shared.Readers, IMonitorSamples.None), SystemMonitor, Time, Logger),
            "storage-monitor");
    }

    protected TestProbe Writer { get; }

    /// <summary>Receives each snapshot of the system monitor.</summary>
    protected TestProbe Alerts { get; }

    /// <summary>Shows the newest snapshot.</summary>
    protected MonitorBoard Board { get; } = new();

    /// <summary>The storage monitor.</summary>
    protected IActorRef Subject { get; }

    protected IActorRef SystemMonitor { get; }

    private protected RecordingLogger<StorageMonitorActor> Logger { get; } = new();

    /// <summary>Returns the file descriptor counts that the monitor sees.</summary>
    protected Func<DescriptorHealth, DescriptorHealth> Descriptors { get; set; } = _ => new DescriptorHealth(100, 1000);

    /// <summary>The writer reports that the file is open, two readers are idle, and the monitor has looked once.</summary>
    protected void StartAllWell()
    {
        Subject.Tell(new WriterOpened(1), Writer);
        Readers(inFlight: 0);
        Health();
        Tick();
    }

    protected void Readers(int inFlight) => Subject.Tell(new ReadersReported(2, inFlight, 0, 0));

    /// <summary>The current health, after the monitor has handled all messages.</summary>
    protected SystemHealth Health()
    {
        Subject.Tell(ShowHealth.Instance);
        Settle();
        return Board.Health!;
    }

    /// <summary>Waits until both monitors have handled all messages, including the messages that the storage monitor sends to itself.</summary>
    protected void Settle()
    {
        AskFor<ActorIdentity>(Subject, new Identify(null));
        AskFor<ActorIdentity>(Subject, new Identify(null));
        AskFor<ActorIdentity>(SystemMonitor, new Identify(null));
    }

    /// <summary>Causes an observation of the monitor, waits for it, and returns the health.</summary>
    protected SystemHealth Tick()
    {
        // The first tick reads the WAL. The second tick also reads the tables.
        Timers.Advance(TimeSpan.FromMilliseconds(250));
        Health();
        Timers.Advance(TimeSpan.FromMilliseconds(250));
        return Health();
    }

    /// <summary>Stores a page through a store of its own.</summary>
    protected void Store(SeriesKey series, int first, int count)
    {
        using var store = new SqliteWriteStore(Database.OpenWriter(), Database.Settings);
        store.Put(series, TestCandles.Page(series, first, count));
    }

    /// <summary>Writes frames to the WAL that nobody checkpoints. The open connection keeps the frames in the WAL.</summary>
    protected ForeignConnection FillLog(int bytes)
    {
        var foreign = Database.Foreign();
        foreign.Execute($"PRAGMA wal_autocheckpoint = 0; CREATE TABLE filler (bytes); INSERT INTO filler VALUES (zeroblob({bytes}))");
        return foreign;
    }
}
