namespace CryptoFlow.Web.Feed;

/// <summary>The limits of the feed.</summary>
internal sealed record FeedLimits
{
    /// <summary>After this time without another message a client gets its position. Shorter than the 60 s after which proxies close an idle connection.</summary>
    public TimeSpan PositionEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A client that receives no data for this time is disconnected.</summary>
    public TimeSpan SendWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Maximum number of concurrent reads of the commit log. The limit leaves room in the readers' queue for other requests.</summary>
    public int ReadsAtOnce { get; init; } = 4;

    /// <summary>Time between a refused read of the log and the next attempt.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Time after which a client whose position is not in memory asks the log again.</summary>
    public TimeSpan AskAgainAfter { get; init; } = TimeSpan.FromSeconds(1);
}
