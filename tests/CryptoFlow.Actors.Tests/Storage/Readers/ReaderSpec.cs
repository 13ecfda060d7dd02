using Akka.Actor;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Readers;

/// <summary>The router and its readers on a file with a hundred candles.</summary>
public abstract class ReaderSpec : StorageSpec
{
    protected const int Readers = 2;
    protected const int QueueLimit = 3;

    protected ReaderSpec()
        : base(s => s with { Readers = Readers, ReadQueueLimit = QueueLimit })
    {
        using (var executor = new WriteExecutor(Database.OpenWriter(), Database.Settings))
            executor.Put(Btc15, Page(Btc15, 0, 100));
        Router = Sys.ActorOf(DbReaderRouterActor.Props(Database.Settings, Monitor, Time, NullLogger<DbReaderRouterActor>.Instance), "router");
    }

    protected IActorRef Router { get; }

    protected static ReadCandles Query { get; } = new(Btc15, 10, null, null, DateTimeOffset.MaxValue);

    protected void OpenReaders()
    {
        Router.Tell(DbReaderRouterActor.OpenReaders.Instance);
        Assert.Equal(Readers, Monitor.ExpectMsg<MonitorProtocol.ReadersReported>().Readers);
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
