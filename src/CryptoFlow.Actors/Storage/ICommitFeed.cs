using Akka.Actor;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage;

/// <summary>The kinds of commits that a subscriber of an <see cref="ICommitFeed"/> receives.</summary>
[Flags]
public enum CommitKinds
{
    None = 0,

    /// <summary><see cref="CandlesCommitted"/>.</summary>
    Candles = 1,

    /// <summary><see cref="TraderStepCommitted"/>.</summary>
    TraderSteps = 2,
}

/// <summary>
/// Tells actors of each commit of the writer. The writer publishes; traders and the hub of the WebSocket clients subscribe. A subscriber does not know where
/// the writer is. The contract, which every implementation has to keep:
/// <list type="bullet">
/// <item>When: the writer publishes a commit after COMMIT and before it replies to the sender of the message. So a subscriber gets the commit no later than the
/// sender learns of it, and a query that the subscriber sends then sees the commit. The caches of the writer's process know of the commit before it is
/// published (<see cref="SeriesChanges"/>). A message that changed nothing is not published.</item>
/// <item>Order: one subscriber gets the commits in the order of the transactions. Two subscribers may get the same commit at different times.</item>
/// <item>Once: a subscriber gets each commit at most once. Within a process no commit after <see cref="Subscribe"/> is lost. Commits before the subscription
/// are not repeated: the subscriber subscribes first and reads the file afterwards.</item>
/// <item>Other programs' commits are not published. A subscriber that needs them looks at the file from time to time.</item>
/// </list>
/// </summary>
/// <remarks>
/// An implementation over a network loses messages. It has to find the loss by the commits' numbers and fill it from the file before it passes on the next
/// commit, so that the order and "no commit is lost" stay true for the subscribers.
/// </remarks>
public interface ICommitFeed
{
    /// <summary>To be called by the writer only, on its thread. Returns without waiting for a subscriber, and does not throw.</summary>
    void Publish(CandlesCommitted commit);

    /// <inheritdoc cref="Publish(CandlesCommitted)"/>
    void Publish(TraderStepCommitted commit);

    /// <summary>From now on, the subscriber receives each commit of these kinds as a message. May be called from any thread and again for another kind.</summary>
    void Subscribe(IActorRef subscriber, CommitKinds kinds);

    /// <summary>Ends all subscriptions of the subscriber. To be called in its <c>PostStop</c>. Messages that are on their way still arrive.</summary>
    void Unsubscribe(IActorRef subscriber);
}
