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

    /// <summary><see cref="CommitHead"/>: at each opening of the file, and about once a second. For a subscriber that passes the feed on over a network.</summary>
    Heads = 4,
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
/// <item>Stamps: each commit has a <see cref="CommitStamp"/>. A subscriber gets stamps in ascending order of their numbers, without a gap. The readers answer
/// <see cref="Readers.ReaderProtocol.ReadCommits"/> with the last commits again, so that a client that lost its connection can be brought up to date.</item>
/// <item>Filled commits: a commit that is read from the log shows its candles as they are stored now. A candle that was changed again meanwhile has the newer
/// values already (its later commit shows them once more), and a candle that was deleted since is left out. So <c>Changed</c> may be shorter than in the commit, or
/// empty. A deletion shows the ranges that it has emptied (<c>Deleted</c>), however often candles were stored there since: their commits follow.</item>
/// <item>Other programs' commits are not published. A subscriber that needs them looks at the file from time to time.</item>
/// </list>
/// </summary>
/// <remarks>
/// An implementation over a network loses messages. <see cref="CommitFollower"/> finds the loss by stamps and heads and says what to read from the file before
/// the next commit is passed on, so that the order and "no commit is lost" stay true for the subscribers. If the log no longer holds the lost commits, and when it
/// begins to follow the commits, the implementation sends <see cref="CommitFeedReset"/>.
/// </remarks>
public interface ICommitFeed
{
    /// <summary>To be called by the writer only, on its thread. Returns without waiting for a subscriber, and does not throw.</summary>
    void Publish(CandlesCommitted commit);

    /// <inheritdoc cref="Publish(CandlesCommitted)"/>
    void Publish(TraderStepCommitted commit);

    /// <summary>Repeats the end of the commit log, so that a loss of the newest commit is noticed. To be called as the other methods are.</summary>
    void Publish(CommitHead head);

    /// <summary>From now on, the subscriber receives each commit of these kinds as a message. May be called from any thread and again for another kind.</summary>
    void Subscribe(IActorRef subscriber, CommitKinds kinds);

    /// <summary>Ends all subscriptions of the subscriber. To be called in its <c>PostStop</c>. Messages that are on their way still arrive.</summary>
    void Unsubscribe(IActorRef subscriber);
}
