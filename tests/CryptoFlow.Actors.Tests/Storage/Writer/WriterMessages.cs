using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;

using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>Messages for the writer, with default values for everything that a test does not check.</summary>
internal static class WriterMessages
{
    public static WriteCandles Write(
        SeriesKey series, ImmutableArray<Candle> candles, WriteLane lane = WriteLane.Backfill, TimeSpan? remaining = null, ChangeSource? source = null) =>
        new(WriteId.New(), lane, source ?? (lane == WriteLane.Sync ? ChangeSource.Sync : ChangeSource.Backfill), RunId.New(), series, candles, remaining ?? TimeSpan.MaxValue);

    /// <summary>Findings for the ledger. Their count of the series is out of date, so the writer does not correct its count.</summary>
    public static RecordGaps Record(SeriesKey series, GapFindings findings, RunId? run = null) =>
        new(WriteId.New(), run ?? RunId.New(), Pass: 1, series, findings, new SeriesStats(series, 0, null, null, Version: -1), TimeSpan.MaxValue);

    /// <summary>Stores ordered candles.</summary>
    public static CandlesWritten Put(this IWriteStore store, SeriesKey series, ImmutableArray<Candle> candles, ChangeSource source = ChangeSource.Backfill) =>
        Assert.IsType<CandlesWritten>(store.Store(Write(series, candles, source: source)).Reply);
}
