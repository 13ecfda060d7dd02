namespace CryptoFlow.Storage.Commits;

/// <summary>
/// Commits are lost for good to the subscribers of this process: the commit log no longer holds them, or the node has only now begun to follow the commits. Sent to
/// each subscriber of candles. A subscriber that shows or uses what it has read or received must read again.
/// </summary>
public sealed record CommitFeedReset
{
    public static readonly CommitFeedReset Instance = new();
}
