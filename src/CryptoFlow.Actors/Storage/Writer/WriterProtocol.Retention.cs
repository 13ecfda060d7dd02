namespace CryptoFlow.Storage.Writer;

/// <content>The messages of retention.</content>
public static partial class WriterProtocol
{
    /// <summary>
    /// Maximum number of candles that one message of retention removes. The writer needs no more time for it than for a page of 1,000 new candles
    /// (Storage/DESIGN.md, Retention).
    /// </summary>
    public const int MaxRemovedPerMessage = 1_000;

    /// <summary>
    /// Takes one bounded step of retention: brings the boundaries of the series in line with the rules of the store, and removes the oldest candles before the
    /// boundary of one series, at most <see cref="MaxRemovedPerMessage"/>. The rules are those of the writer's process, so no sender can remove more than its
    /// configuration allows. <see cref="OldCandlesRemoved.More"/> says whether another step is needed. Sent again, the message takes the next step.
    /// </summary>
    public sealed record RemoveOldCandles(WriteId Id, RunId Run, TimeSpan Remaining) : IWriteMessage<OldCandlesRemoved>
    {
        public WriteLane Lane => WriteLane.Backfill;
    }

    /// <summary>A step of retention is committed. The values are null or 0 if there was nothing to remove.</summary>
    /// <param name="Id">The id of the request.</param>
    /// <param name="Run">The run of the request.</param>
    /// <param name="Series">The series of which candles were removed, or null.</param>
    /// <param name="Removed">Number of removed candles.</param>
    /// <param name="KeptFrom">The open time before which no candle of the series is left, ms UTC.</param>
    /// <param name="More">True if more candles have to be removed, of this series or of another.</param>
    public sealed record OldCandlesRemoved(WriteId Id, RunId Run, SeriesKey? Series, int Removed, long KeptFrom, bool More) : IWriteReply;
}
