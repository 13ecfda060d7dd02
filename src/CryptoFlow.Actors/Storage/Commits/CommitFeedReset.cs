namespace CryptoFlow.Storage.Commits;

/// <summary>
/// The subscribers of this process have lost commits for good: the commit log no longer holds the commits, or the node has only now begun to follow the commits.
/// Sent to each subscriber of candles. A subscriber that keeps data from the file or from commits must read the data again.
/// </summary>
public sealed record CommitFeedReset
{
    public static readonly CommitFeedReset Instance = new();
}
