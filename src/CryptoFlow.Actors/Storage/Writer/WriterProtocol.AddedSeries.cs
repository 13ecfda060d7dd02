using System.Collections.Immutable;

namespace CryptoFlow.Storage.Writer;

/// <summary>The series that users add at run time.</summary>
public static partial class WriterProtocol
{
    /// <summary>Maximum number of series in each list of a <see cref="ChangeAddedSeries"/>.</summary>
    public const int MaxSeriesPerMessage = 100;

    /// <summary>
    /// Adds series to the table <c>added_series</c> and removes series from it. The candles stay in the file. The unfilled rows of a removed series are deleted from
    /// the gap ledger, because nobody requests their candles any more. To add a series twice, or to remove it twice, changes nothing.
    /// </summary>
    public sealed record ChangeAddedSeries(WriteId Id, ImmutableArray<SeriesKey> Added, ImmutableArray<SeriesKey> Removed, TimeSpan Remaining)
        : IWriteMessage<AddedSeriesChanged>
    {
        public WriteLane Lane => WriteLane.Ledger;
    }

    /// <summary>The change is committed. The lists hold the series that the message has changed.</summary>
    public sealed record AddedSeriesChanged(WriteId Id, ImmutableArray<SeriesKey> Added, ImmutableArray<SeriesKey> Removed) : IWriteReply;
}
