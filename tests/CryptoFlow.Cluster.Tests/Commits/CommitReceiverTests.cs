using Akka.TestKit.Xunit2;
using CryptoFlow.Cluster.Commits;
using CryptoFlow.Retries;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Cluster.Tests.Commits;

/// <summary>The receiver of commits on a node whose readers are a probe.</summary>
public sealed class CommitReceiverTests() : TestKit(ActorTestSettings.Patient + """
    akka.loglevel = OFF
    akka.stdout-loglevel = OFF
    akka.actor.provider = cluster
    akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
    akka.cluster.downing-provider-class = ""
    akka.coordinated-shutdown.run-by-actor-system-terminate = off
    """)
{
    private static readonly TimeSpan Patience = HangGuard.Limit;

    [Fact]
    public void A_node_follows_from_the_head_of_the_log_until_the_receiver_stops()
    {
        var reach = new CommitReach();
        var readers = new ReaderClient(TestActor, TimeProvider.System, RetryPolicy.Once(Patience));
        var receiver = Sys.ActorOf(CommitReceiver.Props(new LocalCommitFeed(Sys), readers, reach, new WriterSigns(TimeProvider.System), NullLogger.Instance));

        ExpectMsg<ReaderProtocol.ReadCommitHead>(Patience);
        Assert.False(reach.Follows);
        Reply(new ReaderProtocol.CommitHeadRead(new CommitHead(1, new CommitStamp(1, 7), "db")));
        AwaitCondition(() => reach.Follows, Patience);

        Watch(receiver);
        Sys.Stop(receiver);
        ExpectTerminated(receiver, Patience);
        Assert.False(reach.Follows);
    }

    private void Reply(object answer) => LastSender.Tell(answer, TestActor);
}
