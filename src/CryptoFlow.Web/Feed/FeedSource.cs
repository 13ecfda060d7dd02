namespace CryptoFlow.Web.Feed;

/// <summary>The objects that all clients of the feed share.</summary>
/// <param name="Recent">The last commits in memory.</param>
/// <param name="Log">The commit log.</param>
/// <param name="Counters">Counts resets and dropped clients.</param>
/// <param name="Limits">The limits.</param>
/// <param name="Time">The clock.</param>
internal sealed record FeedSource(RecentCommits Recent, IFeedLog Log, FeedCounters Counters, FeedLimits Limits, TimeProvider Time);
