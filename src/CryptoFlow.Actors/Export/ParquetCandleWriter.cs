using System.Collections.Immutable;
using Parquet;
using Parquet.Schema;

namespace CryptoFlow.Export;

/// <summary>
/// Writes candles as Parquet, compressed with Snappy. Times are TIMESTAMP in ms with UTC, a figure that the exchange did not send is null. The metadata of the file
/// names series, interval and units.
/// </summary>
/// <remarks>Collects candles until they fill a row group. The needed memory is the size of a row group times the number of columns, about 8 MB.</remarks>
internal sealed class ParquetCandleWriter(ExportOrder order, Stream to) : ICandleWriter
{
    /// <summary>Number of candles in a row group.</summary>
    public const int RowGroup = 50_000;

    private static readonly DateTimeDataField OpenTime = new("open_time", DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Millis, isNullable: false);
    private static readonly ImmutableArray<DataField> Prices =
        [new DataField<double>("open"), new DataField<double>("high"), new DataField<double>("low"), new DataField<double>("close"), new DataField<double>("volume")];

    private static readonly ImmutableArray<DataField> Taker = [new DataField<double?>("buy_volume"), new DataField<double?>("sell_volume"), new DataField<double?>("delta")];
    private static readonly DataField TradeCount = new DataField<long?>("trade_count");
    private static readonly ParquetSchema Schema = new([OpenTime, .. Prices, .. Taker, TradeCount]);

    private readonly Candle[] _group = new Candle[RowGroup];
    private readonly DateTime[] _times = new DateTime[RowGroup];
    private readonly double[] _numbers = new double[RowGroup];
    private readonly double?[] _figures = new double?[RowGroup];
    private readonly long?[] _counts = new long?[RowGroup];
    private ParquetWriter? _writer;
    private int _filled;

    public async Task WriteAsync(ImmutableArray<Candle> candles, CancellationToken cancellation)
    {
        for (var from = 0; from < candles.Length;)
        {
            var count = Math.Min(candles.Length - from, RowGroup - _filled);
            candles.AsSpan(from, count).CopyTo(_group.AsSpan(_filled));
            _filled += count;
            from += count;
            if (_filled == RowGroup)
                await WriteGroupAsync(cancellation).ConfigureAwait(false);
        }
    }

    public async Task CompleteAsync(CancellationToken cancellation)
    {
        if (_filled > 0)
            await WriteGroupAsync(cancellation).ConfigureAwait(false);
        var writer = _writer ?? await OpenAsync(cancellation).ConfigureAwait(false);
        _writer = null;
        await writer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Does not close the library's writer: this would write the footer, and a reader would take an incomplete output for a complete one.
    /// </summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<ParquetWriter> OpenAsync(CancellationToken cancellation)
    {
        var writer = await ParquetWriter.CreateAsync(Schema, to, cancellationToken: cancellation).ConfigureAwait(false);
        writer.CustomMetadata = Metadata();
        return writer;
    }

    private Dictionary<string, string> Metadata()
    {
        var metadata = new Dictionary<string, string>
        {
            ["series"] = order.Series.Instrument.StorageKey,
            ["interval"] = order.Timeframe.Name,
            ["unit.open_time"] = "ms since 1970-01-01 UTC",
            ["unit.price"] = "quote currency",
            ["unit.volume"] = "base currency",
        };
        if (order.RolledUpTo is not null)
            metadata["rolled_up_from"] = order.Series.Interval.Name;
        return metadata;
    }

    private async Task WriteGroupAsync(CancellationToken cancellation)
    {
        _writer ??= await OpenAsync(cancellation).ConfigureAwait(false);
        var count = _filled;
        _filled = 0;
        using var group = _writer.CreateRowGroup();
        for (var i = 0; i < count; i++)
            _times[i] = DateTimeOffset.FromUnixTimeMilliseconds(_group[i].OpenTime).UtcDateTime;
        await group.WriteAsync<DateTime>(OpenTime, _times.AsMemory(0, count), cancellationToken: cancellation).ConfigureAwait(false);

        ImmutableArray<Func<Candle, double>> prices = [c => c.Open, c => c.High, c => c.Low, c => c.Close, c => c.Volume];
        foreach (var (field, value) in Prices.Zip(prices))
        {
            for (var i = 0; i < count; i++)
                _numbers[i] = value(_group[i]);
            await group.WriteAsync<double>(field, _numbers.AsMemory(0, count), cancellationToken: cancellation).ConfigureAwait(false);
        }

        ImmutableArray<Func<TakerFigures, double?>> figures = [t => t.BuyVolume, t => t.SellVolume, t => t.Delta];
        foreach (var (field, value) in Taker.Zip(figures))
        {
            for (var i = 0; i < count; i++)
                _figures[i] = value(TakerFigures.Of(_group[i], order.Series.Exchange));
            await group.WriteAsync<double>(field, _figures.AsMemory(0, count), cancellationToken: cancellation).ConfigureAwait(false);
        }

        for (var i = 0; i < count; i++)
            _counts[i] = TakerFigures.Of(_group[i], order.Series.Exchange).TradeCount;
        await group.WriteAsync<long>(TradeCount, _counts.AsMemory(0, count), cancellationToken: cancellation).ConfigureAwait(false);
        group.CompleteValidate();
    }
}
