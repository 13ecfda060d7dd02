using System.Collections.Immutable;
using System.Text;
using CryptoFlow.Storage.Readers;
using Parquet;

namespace CryptoFlow.Export;

/// <summary>Funding rates are read page by page and written as CSV and Parquet.</summary>
public sealed class FundingExportTests
{
    private const long Start = 1_704_067_200_000;
    private const long Hour = 3_600_000;

    private static readonly FundingOrder Btc = new(new Instrument(Exchange.Binance, "BTCUSDT"), null, null);

    [Fact]
    public async Task A_csv_has_a_header_and_an_empty_cell_for_a_mark_price_that_was_not_sent() => Assert.Equal(
        "time,rate,mark_price\n1704067200000,-2.5E-05,42000.5\n1704070800000,0.0001,\n",
        Encoding.UTF8.GetString(await BytesAsync(ExportFormat.Csv, [new(Start, -0.000025, 42_000.5), new(Start + Hour, 0.0001, null)])));

    [Fact]
    public async Task An_empty_export_is_a_header() =>
        Assert.Equal("time,rate,mark_price\n", Encoding.UTF8.GetString(await BytesAsync(ExportFormat.Csv, [])));

    [Fact]
    public async Task Parquet_is_read_back_with_equal_values()
    {
        using var file = new MemoryStream(await BytesAsync(ExportFormat.Parquet, [new(Start, -0.000025, 42_000.5), new(Start + Hour, 0.0001, null)]));
        await using var reader = await ParquetReader.CreateAsync(file);
        using var group = reader.OpenRowGroupReader(0);

        Assert.Equal("BINANCE:BTCUSDT", reader.CustomMetadata["contract"]);
        Assert.Equal(["time", "rate", "mark_price"], reader.Schema.GetDataFields().Select(f => f.Name));
        var (times, rates, prices) = (new DateTime[2], new double[2], new double?[2]);
        await group.ReadAsync<DateTime>(reader.Schema.FindDataField("time"), times.AsMemory());
        await group.ReadAsync<double>(reader.Schema.FindDataField("rate"), rates.AsMemory());
        await group.ReadAsync<double>(reader.Schema.FindDataField("mark_price"), prices.AsMemory());
        Assert.Equal([new DateTime(2024, 1, 1, 0, 0, 0), new DateTime(2024, 1, 1, 1, 0, 0)], times.AsEnumerable());
        Assert.Equal([-0.000025, 0.0001], rates.AsEnumerable());
        Assert.Equal([42_000.5, (double?)null], prices.AsEnumerable());
    }

    [Fact]
    public async Task A_long_history_is_read_in_pages_and_each_rate_is_written_once()
    {
        var all = Enumerable.Range(0, (2 * FundingExport.PageSize) + 3).Select(i => new FundingRate(Start + (i * Hour), 0.0001, null)).ToImmutableArray();
        var written = new List<FundingRate>();
        var pages = 0;

        var counts = await FundingExport.RunAsync(Btc with { From = Start }, (query, _) =>
        {
            pages++;
            var left = all.Where(r => r.Time >= query.From).ToList();
            return new(new ReaderProtocol.FundingRatesRead(query.Contract, [.. left.Take(query.Limit)], left.Count > query.Limit, null));
        }, new Collected(written), default);

        Assert.Equal(all.AsEnumerable(), written);
        Assert.Equal(3, pages);
        Assert.Equal(new FundingCounts(all.Length, all[0].Time, all[^1].Time), counts);
    }

    [Fact]
    public async Task A_database_that_is_replaced_meanwhile_ends_the_export()
    {
        var page = 0;
        await Assert.ThrowsAsync<DatabaseReplacedException>(() => FundingExport.RunAsync(
            Btc, (query, _) => new(new ReaderProtocol.FundingRatesRead(query.Contract, [new(Start + page, 0, null)], true, null, $"{page++}")), new Collected([]), default));
    }

    private static async Task<byte[]> BytesAsync(ExportFormat format, ImmutableArray<FundingRate> rates)
    {
        using var to = new MemoryStream();
        await FundingExport.RunAsync(Btc, (query, _) => new(new ReaderProtocol.FundingRatesRead(query.Contract, rates, false, null)), format.FundingWriterTo(Btc, to), default);
        return to.ToArray();
    }

    private sealed class Collected(List<FundingRate> rates) : IFundingWriter
    {
        public Task WriteAsync(ImmutableArray<FundingRate> page, CancellationToken cancellation)
        {
            rates.AddRange(page);
            return Task.CompletedTask;
        }

        public Task CompleteAsync(CancellationToken cancellation) => Task.CompletedTask;
    }
}
