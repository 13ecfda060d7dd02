using System.Globalization;

namespace CryptoFlow.Web.Feed;

/// <summary>Why a client of the feed must read again.</summary>
internal enum FeedLoss
{
    /// <summary>The commit log no longer holds the commits that follow.</summary>
    TooOld,

    /// <summary>The database does not contain the commit: a power failure has undone it, or a backup was restored.</summary>
    OtherHistory,

    /// <summary>The commit is of another database.</summary>
    OtherDatabase,
}

/// <summary>The words of the feed's member <c>reason</c>.</summary>
internal static class FeedLossNames
{
    public static string ToName(this FeedLoss reason) => reason switch
    {
        FeedLoss.TooOld => "too_old",
        FeedLoss.OtherHistory => "other_history",
        FeedLoss.OtherDatabase or _ => "other_database",
    };
}

/// <summary>A client has lost commits and must read its candles again. A read after this message includes all commits up to the point at which the feed goes on.</summary>
/// <param name="Reason">Why.</param>
/// <param name="At">The position of the client before the reset.</param>
/// <param name="GoesOnAfter">The last commit that the client must not expect; the feed goes on after this commit.</param>
internal sealed record FeedReset(FeedLoss Reason, FeedPosition At, FeedPosition GoesOnAfter)
{
    public string Sentence => string.Create(CultureInfo.InvariantCulture, $"{Cause}. Read your candles again. The feed goes on after commit {GoesOnAfter.Stamp.Number}.");

    private string Cause => Reason switch
    {
        FeedLoss.TooOld => $"The log no longer holds the commits after {At} (CryptoFlow:Database:CommitLogSize)",
        FeedLoss.OtherHistory => $"The database does not contain the commit {At}, because a power failure has undone it or a backup was restored",
        FeedLoss.OtherDatabase or _ => $"{At} is a commit of another database",
    };
}
