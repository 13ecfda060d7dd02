using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Cluster.Commits;

/// <summary>
/// The commit feed of a node: within the process as <see cref="LocalCommitFeed"/>, to the other nodes by distributed publish-subscribe, which delivers at most
/// once. On each node <see cref="CommitReceiver"/> passes on what comes from another node.
/// </summary>
public sealed class ClusterCommitFeed(ActorSystem system) : ICommitFeed
{
    internal const string Topic = "commits";

    private readonly LocalCommitFeed _local = new(system);
    private readonly Lazy<IActorRef> _mediator = new(() => DistributedPubSub.Get(system).Mediator);

    /// <summary>The feed within this process. What another node has committed is published here.</summary>
    internal ICommitFeed Local => _local;

    public void Publish(WriterProtocol.CandlesCommitted commit)
    {
        _local.Publish(commit);
        _mediator.Value.Tell(new Publish(Topic, commit));
    }

    public void Publish(WriterProtocol.TraderStepCommitted commit)
    {
        _local.Publish(commit);
        _mediator.Value.Tell(new Publish(Topic, commit));
    }

    public void Subscribe(IActorRef subscriber, CommitKinds kinds) => _local.Subscribe(subscriber, kinds);

    public void Unsubscribe(IActorRef subscriber) => _local.Unsubscribe(subscriber);
}
