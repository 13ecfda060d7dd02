using Akka.Actor;
using Akka.TestKit;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Readers;

/// <summary>The router and its readers on a file with a hundred candles.</summary>
public abstract class ReaderTest : StorageTest
{
    protected const int QueueLimit = 3;

    protected ReaderTest(int readers = 2)
        : base(s => s with { Readers = readers, ReadQueueLimit = QueueLimit })
    {
        Readers = readers;
        using (var store = new SqliteWriteStore(Database.OpenWriter(), Database.Settings))
            store.Put(Btc15, Page(Btc15, 0, 100));
        WriterProbe = CreateTestProbe("writer-probe");
        Router = StartRouter(WriterProbe, Monitor);
        WriterProbe.ExpectMsg<GetWriterReadiness>();
    }

    /// <summary>Number of readers.</summary>
    protected int Readers { get; }

    /// <summary>Plays the writer. The router asks it if the file is open.</summary>
    protected TestProbe WriterProbe { get; }

    protected IActorRef Router { get; }

    protected static ReadCandles Query { get; } = new(Btc15, 10, null, null, TimeSpan.MaxValue);

    /// <summary>Opens the readers and waits until all are idle. A query that came earlier would take a place in the queue.</summary>
    protected void OpenReaders()
    {
        Assert.Equal(Readers, Report().Readers);
        AwaitTrue(() => Report().InFlight == 0);
    }

    /// <summary>The router's state after all earlier messages. The router reports when the writer says that the file is open.</summary>
    protected StorageMonitorProtocol.ReadersReported Report()
    {
        Router.Tell(new WriterReady(1), WriterProbe);
        return Monitor.ExpectMsg<StorageMonitorProtocol.ReadersReported>();
    }

    /// <summary>Gives each reader a query, stops the reader inside it, and fills the queue with this number of queries.</summary>
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
