using Akka.Actor;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Trading.Live;

/// <summary>A commit feed without commits.</summary>
internal sealed class NoCommits : ICommitFeed
{
    public static readonly NoCommits Instance = new();

    public void Publish(WriterProtocol.CandlesCommitted commit)
    {
    }

    public void Publish(WriterProtocol.TraderStepCommitted commit)
    {
    }

    public void Publish(CommitHead head)
    {
    }

    public void Subscribe(IActorRef subscriber, CommitKinds kinds)
    {
    }

    public void Unsubscribe(IActorRef subscriber)
    {
    }
}
