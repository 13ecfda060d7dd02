using Akka.Actor;
using CryptoFlow.Storage.Commits;
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

    /// <summary><see cref="CommitHead"/>: at each opening of the file, and about once a second. For a subscriber that forwards the commits over a network.</summary>
    Heads = 4,
}

/// <summary>
/// Delivers each commit of the writer to the subscribed actors. Subscribers are the traders and the hub of the WebSocket clients. A subscriber does not know where
/// the writer runs. The contract of every implementation:
/// <list type="bullet">
/// <item>When: the writer publishes a commit after COMMIT and before it replies to the sender of the message. So the commit is on its way to a subscriber before the
/// sender gets the reply, and a query that the subscriber then sends sees the commit. The caches of the writer's process are told before the commit is published
/// (<see cref="SeriesChanges"/>). A message that changed nothing is not published.</item>
/// <item>Order: one subscriber gets the commits in the order of the transactions. Two subscribers may get the same commit at different times.</item>
/// <item>Once: a subscriber gets each commit at most once. Within a process no commit after <see cref="Subscribe"/> is lost. Earlier commits are not repeated, so a
/// subscriber subscribes first and reads the file afterwards.</item>
/// <item>Stamps: each commit has a <see cref="CommitStamp"/>. A subscriber gets the stamps in ascending order of their numbers, without a gap. The readers return
/// the last commits again (<see cref="Readers.ReaderProtocol.ReadCommits"/>), so a client that lost its connection can read the commits that it has missed.</item>
/// <item>Commits from the log: a commit that is read from the log shows its candles as they are stored now. A candle that was changed again already has the newer
/// values, and its later commit shows them again. A candle that was deleted is left out. So <c>Changed</c> may be shorter than in the published commit, or empty. A
/// deletion shows the ranges that it has emptied (<c>Deleted</c>), even if candles were stored there again: their commits follow.</item>
/// <item>Commits of other programs are not published. A subscriber that needs them reads the file from time to time.</item>
/// </list>
/// </summary>
/// <remarks>
/// An implementation over a network may lose messages. <see cref="CommitFollower"/> detects the loss by stamps and heads, and says which commits to read from the
/// file before the next commit is passed on. So the order and the completeness stay true for the subscribers. The implementation sends <see cref="CommitFeedReset"/>
/// when it begins to follow the commits, and when the log no longer holds the lost commits.
/// </remarks>
public interface ICommitFeed
{
    /// <summary>To be called by the writer only, on its thread. Returns without waiting for a subscriber, and does not throw.</summary>
    void Publish(CandlesCommitted commit);

    /// <inheritdoc cref="Publish(CandlesCommitted)"/>
    void Publish(TraderStepCommitted commit);

    /// <summary>
    /// Publishes the end of the commit log again, so that subscribers notice the loss of the newest commit. To be called by the writer only, like the other methods.
    /// </summary>
    void Publish(CommitHead head);

    /// <summary>From now on, the subscriber receives each commit of these kinds as a message. May be called from any thread and again for another kind.</summary>
    void Subscribe(IActorRef subscriber, CommitKinds kinds);

    /// <summary>Ends all subscriptions of the subscriber. To be called in its <c>PostStop</c>. Messages that are on their way still arrive.</summary>
    void Unsubscribe(IActorRef subscriber);
}
