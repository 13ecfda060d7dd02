using CryptoFlow.Export;
using CryptoFlow.Testing;
using DuckDB.NET.Data;

namespace CryptoFlow.DuckDb;

/// <summary>DuckDB reads the exported files with the values that were written.</summary>
public sealed class ExportedFileTests : IDisposable
{
    private const long Start = 1_704_067_200_000;

    private static readonly SeriesKey Btc = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);

    private readonly TempDirectory _folder = new();
    private readonly DuckDBConnection _duck = new("DataSource=:memory:");

    public ExportedFileTests() => _duck.Open();

    public void Dispose()
    {
        _duck.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(ExportFormat.Parquet)]
    [InlineData(ExportFormat.Csv)]
    public async Task Every_value_of_every_candle_is_read_back(ExportFormat format)
    {
        // More than a row group.
        var candles = Candles(60_000);
        var file = await WriteAsync(format, Btc, candles);
        var time = format == ExportFormat.Parquet ? "epoch_ms(open_time)" : "open_time";

        var read = Query(
            $"SELECT {time}, open, high, low, close, volume, buy_volume, sell_volume, delta, trade_count FROM '{file}'",
            row => new Candle(row.GetInt64(0), row.GetDouble(1), row.GetDouble(2), row.GetDouble(3), row.GetDouble(4), row.GetDouble(5), row.GetDouble(6), row.GetDouble(7), row.GetDouble(8), row.GetInt64(9)));

        Assert.Equal(candles, read);
    }

    [Fact]
    public async Task Times_have_a_zone_figures_that_were_not_sent_are_null_and_the_metadata_name_the_series()
    {
        var eth = new SeriesKey(new Instrument(Exchange.Bybit, "ETHUSDT"), Interval.H1);
        var file = await WriteAsync(ExportFormat.Parquet, eth, [new Candle(Start, 1, 2, 0.5, 1, 5, 0, 0, 0, 0)]);

        Assert.Equal(["TIMESTAMP WITH TIME ZONE"], Query($"SELECT typeof(open_time) FROM '{file}'", row => row.GetString(0)));
        Assert.Equal([1L], Query($"SELECT count(*) FROM '{file}' WHERE buy_volume IS NULL AND sell_volume IS NULL AND delta IS NULL AND trade_count IS NULL", row => row.GetInt64(0)));
        var metadata = Query($"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{file}')", row => (row.GetString(0), row.GetString(1)));
        Assert.Superset(new HashSet<(string, string)> { ("series", "BYBIT:ETHUSDT"), ("interval", "1h"), ("unit.volume", "base currency") }, metadata.ToHashSet());
    }

    private static List<Candle> Candles(int count)
    {
        var random = new Random(3);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var (price, volume) = (1 + random.NextDouble(), 1 + random.NextDouble());
                var buy = volume * random.NextDouble() * 0.9;
                return new Candle(Start + (i * 900_000L), price, price + random.NextDouble(), price / 1.1, price, volume, buy, volume - buy, buy - (volume - buy), 1 + random.Next(9_999));
            }),
        ];
    }

    private async Task<string> WriteAsync(ExportFormat format, SeriesKey series, IReadOnlyList<Candle> candles)
    {
        var order = new ExportOrder(series, null, null, null);
        var path = _folder.File(order.FileName(format));
        await using var file = File.Create(path);
        await using var writer = format.WriterTo(order, file);
        foreach (var page in candles.Chunk(CandleExport.PageSize))
            await writer.WriteAsync([.. page], CancellationToken.None);
        await writer.CompleteAsync(CancellationToken.None);
        return path;
    }

    private List<T> Query<T>(string sql, Func<DuckDBDataReader, T> row)
    {
        using var command = _duck.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }
}
