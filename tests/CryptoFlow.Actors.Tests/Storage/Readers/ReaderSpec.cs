using Akka.Actor;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Readers;

/// <summary>The router and its readers on a file with a hundred candles.</summary>
public abstract class ReaderSpec : StorageSpec
{
    protected const int QueueLimit = 3;

    protected ReaderSpec(int readers = 2)
        : base(s => s with { Readers = readers, ReadQueueLimit = QueueLimit })
    {
        Readers = readers;
        using (var executor = new WriteExecutor(Database.OpenWriter(), Database.Settings))
            executor.Put(Btc15, Page(Btc15, 0, 100));
        Router = Sys.ActorOf(DbReaderRouterActor.Props(Database.Settings, Monitor, Time, NullLogger<DbReaderRouterActor>.Instance), "router");
    }

    /// <summary>How many readers there are.</summary>
    protected int Readers { get; }

    protected IActorRef Router { get; }

    protected static ReadCandles Query { get; } = new(Btc15, 10, null, null, TimeSpan.MaxValue);

    /// <summary>Opens the readers and waits until all of them are idle: a query that comes earlier takes a place in the queue.</summary>
    protected void OpenReaders()
    {
        Assert.Equal(Readers, Report().Readers);
        AwaitTrue(() => Report().InFlight == 0);
    }

    /// <summary>The router's state after all that it was sent before. It reports to whoever says that the writer has the file.</summary>
    protected StorageMonitorProtocol.ReadersReported Report()
    {
        Router.Tell(DbReaderRouterActor.OpenReaders.Instance);
        return Monitor.ExpectMsg<StorageMonitorProtocol.ReadersReported>();
    }

    /// <summary>Gives each reader a query and stops it in there, and fills the queue as asked for.</summary>
    protected void HoldReadersUp(int queued)
    {
        Time.Close();
        for (var reader = 0; reader < Readers; reader++)
            Router.Tell(Query, TestActor);
        AwaitTrue(() => Time.Waiting == Readers);
        for (var i = 0; i < queued; i++)
            Router.Tell(Query, TestActor);
    }
}
