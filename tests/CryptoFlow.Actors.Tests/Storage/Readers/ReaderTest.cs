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
        using (var executor = new SqliteWriteStore(Database.OpenWriter(), Database.Settings))
            executor.Put(Btc15, Page(Btc15, 0, 100));
        WriterProbe = CreateTestProbe("writer-probe");
        Router = StartRouter(WriterProbe, Monitor);
        WriterProbe.ExpectMsg<GetWriterReadiness>();
    }

    /// <summary>How many readers there are.</summary>
    protected int Readers { get; }

    /// <summary>The router asks it whether the file is open.</summary>
    protected TestProbe WriterProbe { get; }

    protected IActorRef Router { get; }

    protected static ReadCandles Query { get; } = new(Btc15, 10, null, null, TimeSpan.MaxValue);

    /// <summary>Opens the readers and waits until all of them are idle: a query that comes earlier takes a place in the queue.</summary>
    protected void OpenReaders()
    {
        Assert.Equal(Readers, Report().Readers);
        AwaitTrue(() => Report().InFlight == 0);
    }

    /// <summary>The router's state after all that it was sent before. It reports when the writer says that the file is open.</summary>
    protected StorageMonitorProtocol.ReadersReported Report()
    {
        Router.Tell(new WriterReady(1), WriterProbe);
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
