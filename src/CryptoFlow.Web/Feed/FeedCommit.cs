using System.Collections.Immutable;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Web.Feed;

/// <summary>
/// A commit as the clients of the feed get it. All clients share it and its JSON, which the first client's send makes. The values of many candles are left
/// out, so that a message and the memory for the last commits have a bound.
/// </summary>
internal sealed class FeedCommit
{
    /// <summary>Most candles whose values a message holds. A message then has some 25 KB at most.</summary>
    public const int MostCandles = 100;

    private readonly Lazy<ReadOnlyMemory<byte>> _json;

    private FeedCommit(FeedPosition position, Instrument instrument, SeriesKey? series, int candles, Func<ReadOnlyMemory<byte>> json)
    {
        (Position, Instrument, Series, Candles) = (position, instrument, series, candles);
        _json = new Lazy<ReadOnlyMemory<byte>>(json);
    }

    public FeedPosition Position { get; }

    public CommitStamp Stamp => Position.Stamp;

    public Instrument Instrument { get; }

    /// <summary>The series whose candles changed; null for a step of a paper trader.</summary>
    public SeriesKey? Series { get; }

    /// <summary>Number of candles that are in memory.</summary>
    public int Candles { get; }

    public string Event => Series is null ? FeedMessages.Paper : FeedMessages.Commit;

    public ReadOnlyMemory<byte> Json => _json.Value;

    /// <param name="commit">The commit.</param>
    /// <param name="database">The identity of its database.</param>
    public static FeedCommit Of(ICommitEvent commit, string database)
    {
        var position = new FeedPosition(database, commit.Stamp);
        switch (commit)
        {
            case WriterProtocol.CandlesCommitted candles:
                var (series, lane, extent) = (candles.Series, candles.Lane, ExtentOf(candles));
                var shown = candles.Changed.Length <= MostCandles ? candles.Changed : [];
                return new FeedCommit(position, series.Instrument, series, shown.Length, () => FeedMessages.OfCandles(position, series, lane, extent, shown));
            case WriterProtocol.TraderStepCommitted step:
                return new FeedCommit(position, step.Trader.Instrument, null, 0, () => FeedMessages.OfStep(position, step));
            default:
                throw new ArgumentException($"{commit.GetType().Name} is no commit of the feed.", nameof(commit));
        }
    }

    private static FeedExtent ExtentOf(WriterProtocol.CandlesCommitted commit) => commit.Changed is [var first, ..] changed
        ? new FeedExtent(first.OpenTime, changed[^1].OpenTime + commit.Series.Interval.Milliseconds, changed.Length)
        : default;
}

/// <summary>Where the candles of a commit are.</summary>
/// <param name="From">The first open time, ms UTC.</param>
/// <param name="To">The end of the last candle, ms UTC, exclusive.</param>
/// <param name="Count">The number of candles. 0: another program has deleted all of them since.</param>
internal readonly record struct FeedExtent(long From, long To, int Count);
