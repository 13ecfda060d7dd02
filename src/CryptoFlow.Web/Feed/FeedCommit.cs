using System.Collections.Immutable;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Web.Feed;

/// <summary>
/// A commit in the form that the clients of the feed get. All clients share the object and its JSON, which is written for the first client that needs it. If a commit
/// has many candles, their values are left out, so that a message and the memory for the last commits have a bound.
/// </summary>
internal sealed class FeedCommit
{
    /// <summary>Maximum number of candles whose values a message contains. Such a message has at most some 25 KB.</summary>
    public const int MostCandles = 100;

    private readonly Lazy<ReadOnlyMemory<byte>> _json;

    private FeedCommit(string type, FeedPosition position, Instrument instrument, SeriesKey? series, int candles, Func<ReadOnlyMemory<byte>> json)
    {
        (Event, Position, Instrument, Series, Candles) = (type, position, instrument, series, candles);
        _json = new Lazy<ReadOnlyMemory<byte>>(json);
    }

    /// <summary>The type of the message.</summary>
    public string Event { get; }

    public FeedPosition Position { get; }

    public CommitStamp Stamp => Position.Stamp;

    public Instrument Instrument { get; }

    /// <summary>The series whose candles changed or were deleted; null for a step of a paper trader.</summary>
    public SeriesKey? Series { get; }

    /// <summary>Number of candles that are in memory.</summary>
    public int Candles { get; }

    public ReadOnlyMemory<byte> Json => _json.Value;

    /// <param name="commit">The commit.</param>
    /// <param name="database">The identity of its database.</param>
    public static FeedCommit Of(ICommitEvent commit, string database)
    {
        var position = new FeedPosition(database, commit.Stamp);
        switch (commit)
        {
            case WriterProtocol.CandlesCommitted { Deleted.IsEmpty: false } deletion:
                return new FeedCommit(
                    FeedMessages.Deleted, position, deletion.Series.Instrument, deletion.Series, 0, () => FeedMessages.OfDeletion(position, deletion.Series, deletion.Source, deletion.Deleted));
            case WriterProtocol.CandlesCommitted candles:
                var (series, source, extent) = (candles.Series, candles.Source, new FeedExtent(candles.Extent, candles.Changed.Length));
                var shown = candles.Changed.Length <= MostCandles ? candles.Changed : [];
                return new FeedCommit(
                    FeedMessages.Commit, position, series.Instrument, series, shown.Length, () => FeedMessages.OfCandles(position, series, source, extent, shown));
            case WriterProtocol.TraderStepCommitted step:
                return new FeedCommit(FeedMessages.Paper, position, step.Trader.Instrument, null, 0, () => FeedMessages.OfStep(position, step));
            default:
                throw new ArgumentException($"{commit.GetType().Name} is no commit of the feed.", nameof(commit));
        }
    }
}

/// <summary>The range and the number of a commit's candles.</summary>
/// <param name="Range">From the first open time to the end of the last candle.</param>
/// <param name="Count">The number of candles; 0 if all of them were deleted later.</param>
internal readonly record struct FeedExtent(TimeRange Range, int Count);
