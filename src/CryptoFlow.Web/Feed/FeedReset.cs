using System.Globalization;

namespace CryptoFlow.Web.Feed;

/// <summary>Why a client of the feed must read again.</summary>
internal enum FeedLoss
{
    /// <summary>The commit log no longer holds the commits that follow.</summary>
    TooOld,

    /// <summary>The database does not hold the commit: a power cut has taken it back, or a backup of the database was put in place.</summary>
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

/// <summary>Commits are lost to a client. It must read again what it shows; what it reads after this message holds all commits up to where the feed goes on.</summary>
/// <param name="Reason">Why.</param>
/// <param name="At">Where the client was.</param>
/// <param name="GoesOnAfter">The feed goes on after this commit.</param>
internal sealed record FeedReset(FeedLoss Reason, FeedPosition At, FeedPosition GoesOnAfter)
{
    public string Sentence => string.Create(CultureInfo.InvariantCulture, $"{Cause}; read again what you show. The feed goes on after commit {GoesOnAfter.Stamp.Number}.");

    private string Cause => Reason switch
    {
        FeedLoss.TooOld => $"The log no longer holds the commits after {At} (CryptoFlow:Database:CommitLogSize)",
        FeedLoss.OtherHistory => $"The database does not hold the commit {At}, because a power cut took it back or the file is a backup",
        FeedLoss.OtherDatabase or _ => $"{At} is a commit of another database",
    };
}
