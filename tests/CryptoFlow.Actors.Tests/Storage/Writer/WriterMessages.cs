using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;

using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>Messages for the writer with everything filled in that a test does not look at.</summary>
internal static class WriterMessages
{
    public static WriteCandles Write(
        SeriesKey series, ImmutableArray<Candle> candles, WriteLane lane = WriteLane.Backfill, TimeSpan? remaining = null, ChangeSource source = ChangeSource.Backfill) =>
        new(WriteId.New(), lane, source, RunId.New(), series, candles, remaining ?? TimeSpan.MaxValue);

    /// <summary>Findings for the ledger, with a count of the series that is out of date and so corrects nothing.</summary>
    public static RecordGaps Record(SeriesKey series, GapFindings findings, RunId? run = null) =>
        new(WriteId.New(), run ?? RunId.New(), Pass: 1, series, findings, new SeriesStats(series, 0, null, null, Version: -1), TimeSpan.MaxValue);

    /// <summary>Stores candles that are in order.</summary>
    public static CandlesWritten Put(this IWriteStore store, SeriesKey series, ImmutableArray<Candle> candles, ChangeSource source = ChangeSource.Backfill) =>
        Assert.IsType<CandlesWritten>(store.Store(Write(series, candles, source: source)).Reply);
}
