namespace CryptoFlow.Storage.Commits;

/// <summary>
/// Commits are lost for good to the subscribers of this process: the commit log no longer holds them. Sent to each subscriber of candles. A subscriber that shows
/// what it has received must read again.
/// </summary>
public sealed record CommitFeedReset
{
    public static readonly CommitFeedReset Instance = new();
}
