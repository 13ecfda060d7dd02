using System.Globalization;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Feed;

/// <summary>
/// The place of a client in the feed: the last commit that it has received. As text it is the <c>id</c> of each message and the <c>since</c> of a request:
/// number, epoch and database, so that a commit of another database or of a lost history is never mistaken for a commit of this database.
/// </summary>
/// <param name="Database">The identity of the database; empty if the file has none; null: any database, for <see cref="Beginning"/>.</param>
/// <param name="Stamp">The commit; the default value stands for "before the first commit".</param>
internal readonly record struct FeedPosition(string? Database, CommitStamp Stamp)
{
    private const int MostDigits = 18;

    /// <summary>The position before the first commit of any database.</summary>
    public static FeedPosition Beginning => default;

    public static FeedPosition Of(CommitHead head) => new(head.DatabaseId ?? "", head.Newest);

    /// <summary>The position that follows a request's <c>since</c>; null for <c>now</c>.</summary>
    /// <param name="name">The name of the parameter or header that has the value.</param>
    /// <param name="text">The value.</param>
    /// <exception cref="InputException">The text is no position.</exception>
    public static FeedPosition? Parse(string name, string text) => text switch
    {
        "now" => null,
        "0" => Beginning,
        _ => TryParse(text, out var position) ? position : throw new InputException(
            $"{name} is '{SeriesInput.Quote(text)}'; it is the id of a message of the feed (such as 1234-7-0f3c…), now, or 0 for the first commit. A number alone does not identify the database."),
    };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stamp.Number}-{Stamp.Epoch}-{Database}");

    private static bool TryParse(string text, out FeedPosition position)
    {
        position = default;
        if (text.Length > RequestLimits.ValueLength || text.Split('-') is not [var number, var epoch, var database])
            return false;
        if (!TryNumber(number, out var n) || !TryNumber(epoch, out var e) || !database.All(char.IsAsciiLetterOrDigit))
            return false;
        position = new FeedPosition(database, new CommitStamp(e, n));
        return true;
    }

    private static bool TryNumber(string text, out long number)
    {
        number = 0;
        return text.Length is > 0 and <= MostDigits && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
