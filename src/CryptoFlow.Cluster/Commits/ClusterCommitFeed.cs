using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Cluster.Commits;

/// <summary>
/// The commit feed of a node. The writer publishes each commit to all nodes, its own included, by distributed publish-subscribe, which delivers a message at most
/// once. On each node <see cref="CommitReceiver"/> finds lost commits, reads them from the commit log, and passes all commits to the subscribers of its process.
/// </summary>
/// <remarks>
/// The subscribers on the writer's own node get the commits by the same way. So a node keeps the order of the commits when the writer moves to it. Unlike in a single
/// process, a sender may get the reply to its write before a subscriber in the same process gets the commit.
/// </remarks>
public sealed class ClusterCommitFeed(ActorSystem system) : ICommitFeed
{
    internal const string Topic = "commits";

    private readonly LocalCommitFeed _local = new(system);
    private readonly Lazy<IActorRef> _mediator = new(() => DistributedPubSub.Get(system).Mediator);

    /// <summary>The feed within this process, to which the receiver publishes.</summary>
    internal LocalCommitFeed Local => _local;

    public void Publish(WriterProtocol.CandlesCommitted commit) => _mediator.Value.Tell(new Publish(Topic, commit));

    public void Publish(WriterProtocol.TraderStepCommitted commit) => _mediator.Value.Tell(new Publish(Topic, commit));

    public void Publish(CommitHead head) => _mediator.Value.Tell(new Publish(Topic, head));

    public void Subscribe(IActorRef subscriber, CommitKinds kinds) => _local.Subscribe(subscriber, kinds);

    public void Unsubscribe(IActorRef subscriber) => _local.Unsubscribe(subscriber);
}
