using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using CryptoFlow.Cluster.Singletons;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Cluster.Commits;

/// <summary>Receives the commits that another node has made, and publishes them within this process.</summary>
internal sealed class CommitReceiver : ReceiveActor
{
    private readonly IActorRef _mediator = DistributedPubSub.Get(Context.System).Mediator;

    /// <param name="local">The feed within this process.</param>
    /// <param name="singletons">Says whether the writer runs here. Its commits are published here already, and the mediator delivers them here, too.</param>
    public CommitReceiver(ICommitFeed local, SingletonBoard singletons)
    {
        Receive<WriterProtocol.CandlesCommitted>(commit =>
        {
            if (singletons.Find(NodeParts.Writer).IsNobody())
                local.Publish(commit);
        });
        Receive<WriterProtocol.TraderStepCommitted>(commit =>
        {
            if (singletons.Find(NodeParts.Writer).IsNobody())
                local.Publish(commit);
        });
        Receive<SubscribeAck>(_ => { });
    }

    public static Props Props(ICommitFeed local, SingletonBoard singletons) => Akka.Actor.Props.Create(() => new CommitReceiver(local, singletons));

    protected override void PreStart() => _mediator.Tell(new Subscribe(ClusterCommitFeed.Topic, Self));
}
