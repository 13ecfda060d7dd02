using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Trades;

namespace CryptoFlow.Storage.Writer;

/// <summary>A change that the writer publishes after COMMIT.</summary>
public interface ICommitEvent : IWireMessage
{
    /// <summary>Names the commit.</summary>
    CommitStamp Stamp { get; }
}

/// <content>The commits that the writer publishes.</content>
public static partial class WriterProtocol
{
    /// <summary>
    /// The candles that a message has changed or deleted. Published on the commit feed after COMMIT and before the writer replies to the sender of the message.
    /// </summary>
    /// <param name="Series">The series.</param>
    /// <param name="Lane">The lane of the message that was stored. A commit that is read from the log has <see cref="WriteLane.Sync"/> if <see cref="Source"/> is a sync, else <see cref="WriteLane.Backfill"/>.</param>
    /// <param name="Changed">The candles that are new or have other values, ascending. Empty for a deletion.</param>
    /// <param name="SeriesVersion">Counts the committed changes of the series in this database.</param>
    /// <param name="DatabaseId">The identity of the database, because versions of two databases cannot be compared. Null if the file has none.</param>
    public sealed record CandlesCommitted(SeriesKey Series, WriteLane Lane, ImmutableArray<Candle> Changed, long SeriesVersion, string? DatabaseId = null) : ICommitEvent
    {
        /// <summary>What asked for the change.</summary>
        public ChangeSource Source { get; init; } = Lane == WriteLane.Sync ? ChangeSource.Sync : ChangeSource.Backfill;

        /// <summary>
        /// For a deletion: the ranges of open times that the commit has emptied, ascending. Each deleted row lies in one of the ranges, and no row is left in them.
        /// Empty for other commits.
        /// </summary>
        public ImmutableArray<TimeRange> Deleted { get; init; } = [];

        /// <summary>
        /// The range from the first to the last open time that the commit has changed or deleted, half-open. Empty if a commit that was read from the log has no
        /// candle left.
        /// </summary>
        public TimeRange Extent => (Deleted, Changed) switch
        {
            ([var first, ..], _) => new TimeRange(first.From, Deleted[^1].To),
            (_, [var first, ..]) => new TimeRange(first.OpenTime, Changed[^1].OpenTime + Series.Interval.Milliseconds),
            _ => default,
        };

        /// <inheritdoc/>
        public CommitStamp Stamp { get; init; }
    }

    /// <summary>Published on the commit feed after COMMIT of a trader's step, unless the step only advanced the trader's progress.</summary>
    public sealed record TraderStepCommitted(TraderKey Trader, CandleOutcome Outcome, long? SignalId) : ICommitEvent
    {
        /// <inheritdoc/>
        public CommitStamp Stamp { get; init; }
    }
}
