namespace CryptoFlow.Export;

/// <summary>An export: one series, or its candles rolled up to a timeframe.</summary>
/// <param name="Series">The stored series.</param>
/// <param name="RolledUpTo">The timeframe to which its candles are rolled up, or null.</param>
/// <param name="From">First open time, inclusive, ms UTC, or null.</param>
/// <param name="To">End of open times, exclusive, ms UTC, or null.</param>
public sealed record ExportOrder(SeriesKey Series, Timeframe? RolledUpTo, long? From, long? To)
{
    /// <summary>The timeframe of the exported candles.</summary>
    public Timeframe Timeframe => RolledUpTo ?? Timeframe.Of(Series.Interval);

    /// <summary>The name of a file for this export: <c>BINANCE-BTCUSDT-15m.csv</c>. A month is named <c>1mo</c>, because some file systems ignore case.</summary>
    public string FileName(ExportFormat format) =>
        $"{Series.Exchange.ToStorageName()}-{Series.Symbol}-{(Timeframe.IsMonth ? "1mo" : Timeframe.Name)}.{format.ToName()}";
}

/// <summary>The progress of an export.</summary>
/// <param name="Candles">Candles written.</param>
/// <param name="Incomplete">Rolled-up candles that were left out because base candles are missing.</param>
/// <param name="Oldest">Open time of the first candle, ms UTC, or null.</param>
/// <param name="Newest">Open time of the last candle, ms UTC, or null.</param>
public sealed record ExportCounts(long Candles, long Incomplete, long? Oldest, long? Newest)
{
    public static ExportCounts None { get; } = new(0, 0, null, null);
}
