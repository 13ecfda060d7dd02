using System.Collections.Immutable;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Storage.Readers;

/// <summary>The queries of the commit log.</summary>
public static partial class ReaderProtocol
{
    /// <summary>The answer to <see cref="ReadCommits"/>: <see cref="CommitsRead"/> or <see cref="CommitsLost"/>.</summary>
    public interface ICommitsReply : IReadReply
    {
        /// <summary>The stamp of the request.</summary>
        CommitStamp After { get; }

        /// <summary>The end of the log in the same snapshot.</summary>
        CommitHead Head { get; }
    }

    /// <summary>Reads the published commits that follow a commit.</summary>
    /// <param name="After">The last commit that the asker knows. The default value reads from the first commit of the database.</param>
    /// <param name="Limit">Maximum number of commits in the answer, 1 to <see cref="MostCommits"/>. The answer also ends after <see cref="MostCandles"/> candles.</param>
    /// <param name="Remaining">See <see cref="IReadMessage"/>.</param>
    public sealed record ReadCommits(CommitStamp After, int Limit, TimeSpan Remaining) : IReadMessage<ICommitsReply>
    {
        /// <summary>Maximum number of commits in one answer.</summary>
        public const int MostCommits = 500;

        /// <summary>An answer ends with the commit that reaches this number of candles.</summary>
        public const int MostCandles = 3_000;

        public string Kind => "commits";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => $"commits after {After}";
    }

    /// <summary>
    /// The commits that follow, without a gap: the two lists together, in the order of their numbers. Empty if <paramref name="After"/> is the newest commit. If the
    /// head is after the last commit of the answer, the asker reads again after that commit. <see cref="ICommitFeed"/> says which values a commit shows if its
    /// candles were changed again.
    /// </summary>
    /// <param name="After">The stamp of the request.</param>
    /// <param name="Candles">Ascending.</param>
    /// <param name="Steps">Ascending.</param>
    /// <param name="Head">The end of the log in the same snapshot.</param>
    public sealed record CommitsRead(
        CommitStamp After, ImmutableArray<WriterProtocol.CandlesCommitted> Candles, ImmutableArray<WriterProtocol.TraderStepCommitted> Steps, CommitHead Head) : ICommitsReply
    {
        /// <summary>The commits of both lists in the order of their numbers.</summary>
        public List<ICommitEvent> InOrder() => [.. Candles.Concat<ICommitEvent>(Steps).OrderBy(c => c.Stamp.Number)];
    }

    /// <summary>The log does not hold all commits that follow. The asker has to read its data again, and then follows the commits after the head.</summary>
    /// <param name="After">The stamp of the request.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Oldest">The number of the oldest commit of the log; 0 if the log is empty.</param>
    /// <param name="Head">The end of the log in the same snapshot.</param>
    public sealed record CommitsLost(CommitStamp After, CommitLoss Reason, long Oldest, CommitHead Head) : ICommitsReply;

    /// <summary>Reads the end of the commit log.</summary>
    public sealed record ReadCommitHead(TimeSpan Remaining) : IReadMessage<CommitHeadRead>
    {
        public string Kind => "commit_head";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => "the newest commit";
    }

    /// <param name="Head">The end of the log.</param>
    public sealed record CommitHeadRead(CommitHead Head) : IReadReply;
}

/// <summary>Why the commit log does not hold all commits that follow a commit.</summary>
public enum CommitLoss
{
    /// <summary>The log no longer holds the commits that follow, because <c>Database:CommitLogSize</c> newer commits were made.</summary>
    TooOld,

    /// <summary>The log does not hold the commit: the file is a backup, or the previous writer lost its last commits in a power cut.</summary>
    OtherHistory,
}
