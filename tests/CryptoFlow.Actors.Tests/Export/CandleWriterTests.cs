using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CryptoFlow.Import;
using Parquet;
using Parquet.Schema;

namespace CryptoFlow.Export;

/// <summary>Reads the written files back: CSV by the import and by .NET, Parquet by its library (and by DuckDB: tests/DESIGN.md).</summary>
public sealed class CandleWriterTests
{
    private const long Start = 1_704_067_200_000;

    private static readonly SeriesKey Btc = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);
    private static readonly SeriesKey Eth = new(new Instrument(Exchange.Bybit, "ETHUSDT"), Interval.M15);

    [Fact]
    public async Task A_csv_has_a_header_line_feeds_and_shortest_numbers()
    {
        var text = await CsvAsync(
            new ExportOrder(Btc, null, null, null),
            new Candle(Start, 28948.19, 29668.86, 28627.12, 29337.1, 0.1, 0.03, 0.07, -0.04, 12),
            new Candle(Start + 900_000, 1e-7, 1e-7, 1e-7, 1e-7, 0, 0, 0, 0, 0),
            new Candle(Start + 1_800_000, 1, 2, 0.5, 1, 5, 0, 0, 0, 0));

        Assert.Equal(
            "open_time,open,high,low,close,volume,buy_volume,sell_volume,delta,trade_count\n"
            + "1704067200000,28948.19,29668.86,28627.12,29337.1,0.1,0.03,0.07,-0.04,12\n"
            + "1704068100000,1E-07,1E-07,1E-07,1E-07,0,0,0,0,0\n"
            + "1704069000000,1,2,0.5,1,5,,,,\n",
            text);
    }

    [Fact]
    public async Task Figures_that_an_exchange_does_not_send_are_empty() =>
        Assert.EndsWith("\n1704067200000,1,2,0.5,1,5,,,,\n", await CsvAsync(new ExportOrder(Eth, null, null, null), new Candle(Start, 1, 2, 0.5, 1, 5, 0, 0, 0, 0)), StringComparison.Ordinal);

    [Fact]
    public async Task A_csv_does_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
        try
        {
            Assert.EndsWith(",1.5,2.5,0.5,1.25,5,1.5,3.5,-2,7\n", await CsvAsync(new ExportOrder(Btc, null, null, null), new Candle(Start, 1.5, 2.5, 0.5, 1.25, 5, 1.5, 3.5, -2, 7)), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task An_empty_export_is_a_header() =>
        Assert.Equal("open_time,open,high,low,close,volume,buy_volume,sell_volume,delta,trade_count\n", await CsvAsync(new ExportOrder(Btc, null, null, null)));

    /// <summary>Also numbers of 17 digits: the text gives the same double again.</summary>
    [Fact]
    public async Task The_import_reads_the_candles_that_were_exported()
    {
        var candles = Random(5_000);
        var bytes = Encoding.UTF8.GetBytes(await CsvAsync(new ExportOrder(Btc, null, null, null), [.. candles]));

        var read = new List<Candle>();
        await foreach (var row in new CandleCsv(new MemoryStream(bytes), Btc, long.MaxValue).ReadAsync())
        {
            Assert.Null(row.Defect);
            read.Add(row.Candle);
        }

        // The import computes sell volume and delta itself, in decimal.
        Assert.Equal(candles.Select(c => c with { SellVolume = 0, Delta = 0 }), read.Select(c => c with { SellVolume = 0, Delta = 0 }));
    }

    [Fact]
    public async Task Parquet_is_read_back_with_equal_values_in_row_groups()
    {
        var candles = Random(ParquetCandleWriter.RowGroup + 10);
        using var file = new MemoryStream(await BytesAsync(ExportFormat.Parquet, new ExportOrder(Btc, null, null, null), candles));

        await using var reader = await ParquetReader.CreateAsync(file);
        Assert.Equal(2, reader.RowGroupCount);
        Assert.Equal(
            ["open_time", "open", "high", "low", "close", "volume", "buy_volume", "sell_volume", "delta", "trade_count"],
            reader.Schema.GetDataFields().Select(f => f.Name));
        Assert.Equal(candles.Select(c => c.OpenTime), await TimesAsync(reader));
        foreach (var (name, value) in Doubles)
            Assert.Equal(candles.Select(value), await DoublesAsync(reader, name));
        foreach (var (name, value) in Figures)
            Assert.Equal(candles.Select(c => (double?)value(c)), await NullableAsync<double>(reader, name));
        Assert.Equal(candles.Select(c => (long?)c.TradeCount), await NullableAsync<long>(reader, "trade_count"));
    }

    [Fact]
    public async Task Parquet_has_null_where_the_exchange_sent_nothing()
    {
        using var file = new MemoryStream(await BytesAsync(ExportFormat.Parquet, new ExportOrder(Eth, null, null, null), [new Candle(Start, 1, 2, 0.5, 1, 5, 0, 0, 0, 0)]));

        await using var reader = await ParquetReader.CreateAsync(file);
        Assert.Equal([(double?)null], await NullableAsync<double>(reader, "buy_volume"));
        Assert.Equal([(long?)null], await NullableAsync<long>(reader, "trade_count"));
    }

    [Fact]
    public async Task The_metadata_name_series_interval_and_units()
    {
        using var file = new MemoryStream(await BytesAsync(ExportFormat.Parquet, new ExportOrder(Btc, new Timeframe(120), null, null), []));

        await using var reader = await ParquetReader.CreateAsync(file);
        var metadata = reader.CustomMetadata;
        Assert.Equal(("BINANCE:BTCUSDT", "2h", "15m"), (metadata["series"], metadata["interval"], metadata["rolled_up_from"]));
        Assert.Equal(("ms since 1970-01-01 UTC", "quote currency", "base currency"), (metadata["unit.open_time"], metadata["unit.price"], metadata["unit.volume"]));
        var time = Assert.IsType<DateTimeDataField>(reader.Schema.GetDataFields()[0]);
        Assert.Equal((true, DateTimeTimeUnit.Millis), (time.IsAdjustedToUTC, time.Unit));
    }

    [Fact]
    public async Task A_parquet_file_that_was_not_completed_has_no_footer()
    {
        using var file = new MemoryStream();
        await using (var writer = ExportFormat.Parquet.WriterTo(new ExportOrder(Btc, null, null, null), file))
            await writer.WriteAsync([.. Random(ParquetCandleWriter.RowGroup)], CancellationToken.None);

        Assert.True(file.Length > 0);
        Assert.False(file.ToArray().AsSpan()[^4..].SequenceEqual("PAR1"u8));
    }

    private static IEnumerable<(string, Func<Candle, double>)> Doubles =>
        [("open", c => c.Open), ("high", c => c.High), ("low", c => c.Low), ("close", c => c.Close), ("volume", c => c.Volume)];

    private static IEnumerable<(string, Func<Candle, double>)> Figures => [("buy_volume", c => c.BuyVolume), ("sell_volume", c => c.SellVolume), ("delta", c => c.Delta)];

    private static List<Candle> Random(int count)
    {
        var random = new Random(5);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var (open, close) = (1 + random.NextDouble(), 1 + random.NextDouble());
                var volume = 1 + random.NextDouble();
                var buy = volume * (0.1 + (random.NextDouble() / 2));
                return new Candle(Start + (i * 900_000L), open, Math.Max(open, close) * 1.1, Math.Min(open, close) / 1.1, close, volume, buy, volume - buy, buy - (volume - buy), 1 + random.Next(1000));
            }),
        ];
    }

    private static async Task<string> CsvAsync(ExportOrder order, params ImmutableArray<Candle> candles) => Encoding.UTF8.GetString(await BytesAsync(ExportFormat.Csv, order, candles));

    private static async Task<byte[]> BytesAsync(ExportFormat format, ExportOrder order, IReadOnlyList<Candle> candles)
    {
        using var file = new MemoryStream();
        await using (var writer = format.WriterTo(order, file))
        {
            foreach (var page in candles.Chunk(CandleExport.PageSize))
                await writer.WriteAsync([.. page], CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }

        return file.ToArray();
    }

    private static async Task<List<long>> TimesAsync(ParquetReader reader) =>
        [.. (await ColumnAsync<DateTime>(reader, "open_time")).Select(t => new DateTimeOffset(DateTime.SpecifyKind(t, DateTimeKind.Utc)).ToUnixTimeMilliseconds())];

    private static Task<List<double>> DoublesAsync(ParquetReader reader, string name) => ColumnAsync<double>(reader, name);

    private static async Task<List<T>> ColumnAsync<T>(ParquetReader reader, string name)
        where T : struct
    {
        var values = new List<T>();
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rows = reader.OpenRowGroupReader(group);
            var column = new T[rows.RowCount];
            await rows.ReadAsync<T>(reader.Schema.FindDataField(name), column.AsMemory());
            values.AddRange(column);
        }

        return values;
    }

    private static async Task<List<T?>> NullableAsync<T>(ParquetReader reader, string name)
        where T : struct
    {
        var values = new List<T?>();
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rows = reader.OpenRowGroupReader(group);
            var column = new T?[rows.RowCount];
            await rows.ReadAsync<T>(reader.Schema.FindDataField(name), column.AsMemory());
            values.AddRange(column);
        }

        return values;
    }
}
