using System.Collections.Immutable;
using System.Net;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Api.Export;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Web.Tests.Api.Export;

public sealed class ExportApiTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private static readonly ImmutableArray<Candle> Many = Some.Candles(12_000);

    private readonly WebServer _server = fixture.Server;

    public static TheoryData<string, string> WrongQueries => new()
    {
        { "format=xml", "format" },
        { "format=", "format" },
        { "from=x", "from" },
        { "from=2024-01-31&to=2024-01-31", "from" },
        { "tf=0", "tf" },
        { "symbol=%00", "symbol" },
        { "exchange=kraken", "exchange" },
        { "what=trades", "what" },
        { "what=funding&tf=15m", "tf" },
    };

    [Fact]
    public async Task A_series_of_several_pages_is_streamed_whole()
    {
        Serve(Many);

        using var response = await _server.Client.GetAsync(new Uri("/api/export", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("BINANCE-BTCUSDT-15m.csv", response.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.True(response.Headers.TransferEncodingChunked);
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Many.Select(c => $"{c.OpenTime},100,102.5,99.5,101,12.5,7.5,5,2.5,321"), lines.Skip(1));
    }

    [Fact]
    public async Task An_export_of_a_range_has_its_candles_only()
    {
        Serve(Many);

        var lines = (await _server.Client.GetStringAsync(new Uri($"/api/export?from={Many[1].OpenTime}&to={Many[3].OpenTime}", UriKind.Relative))).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal([$"{Many[1].OpenTime}", $"{Many[2].OpenTime}"], lines.Skip(1).Select(l => l.Split(',')[0]));
    }

    /// <summary>Kestrel refuses synchronous writes, and the library flushes synchronously.</summary>
    [Fact]
    public async Task A_parquet_file_is_whole()
    {
        Serve(Many);

        var bytes = await _server.Client.GetByteArrayAsync(new Uri("/api/export?format=parquet", UriKind.Relative));

        await using var reader = await Parquet.ParquetReader.CreateAsync(new MemoryStream(bytes));
        Assert.Equal(Many.Length, reader.Metadata!.NumRows);
        Assert.Empty(_server.Logs.WarningsAndErrors);
    }

    [Fact]
    public async Task Funding_rates_are_a_file_too()
    {
        _server.System.Readers = m => m is ReaderProtocol.ReadFundingRates query
            ? new ReaderProtocol.FundingRatesRead(query.Contract, query.From > 1_700_000_000_000 ? [] : [new(1_700_000_000_000, -0.0001, 42.5), new(1_700_028_800_000, 0.00025, null)], false, new TimeRange(5, 9))
            : throw new InvalidOperationException($"not expected: {m}");

        using var response = await _server.Client.GetAsync(new Uri("/api/export?what=funding&exchange=bybit", UriKind.Relative));
        var parquet = await _server.Client.GetByteArrayAsync(new Uri("/api/export?what=funding&format=parquet", UriKind.Relative));

        Assert.Equal("BYBIT-BTCUSDT-funding.csv", response.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal("time,rate,mark_price\n1700000000000,-0.0001,42.5\n1700028800000,0.00025,\n", await response.Content.ReadAsStringAsync());
        await using var reader = await Parquet.ParquetReader.CreateAsync(new MemoryStream(parquet));
        Assert.Equal(2, reader.Metadata!.NumRows);
    }

    [Fact]
    public async Task A_contract_without_funding_rates_is_not_found()
    {
        _server.System.Readers = m => new ReaderProtocol.FundingRatesRead(((ReaderProtocol.ReadFundingRates)m).Contract, [], false, null);

        await _server.AssertProblemAsync("/api/export?what=funding", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task An_export_that_cannot_go_on_ends_visibly(string format)
    {
        Serve(Many, replacedAfter: Many[6_000].OpenTime);

        using var response = await _server.Client.GetAsync(new Uri($"/api/export?format={format}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead).ContinueWith(t => t.IsCompletedSuccessfully ? t.Result : null);

        // The connection ends before or after the headers, but never as after a whole body.
        if (response is not null)
            await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Rolled_up_candles_that_are_not_complete_are_left_out()
    {
        _server.System.Readers = message => message switch
        {
            ReaderProtocol.ListSeries => new ReaderProtocol.SeriesListed([new SeriesStats(Some.Btc, 3, 0, 0, 1)]),
            ReaderProtocol.ReadCandles { RolledUpTo: { } to } q => Some.Read(q.Series, Some.Candles(3)) with { RolledUp = new RolledPage(to, [new(2, 2), new(1, 2), new(2, 2)]) },
            ReaderProtocol.ReadCandles q => Some.Read(q.Series, Some.Candles(3)),
            _ => null,
        };

        var lines = (await _server.Client.GetStringAsync(new Uri("/api/export?tf=45m", UriKind.Relative))).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal([$"{Some.Candles(3)[0].OpenTime}", $"{Some.Candles(3)[2].OpenTime}"], lines.Skip(1).Select(l => l.Split(',')[0]));
    }

    [Fact]
    public async Task An_export_above_the_limit_is_refused()
    {
        Serve(Many);
        var slots = _server.Services.GetRequiredService<ExportSlots>();
        for (var i = 0; i < ExportSlots.Most; i++)
            Assert.True(slots.TryTake());

        var error = await _server.AssertProblemAsync("/api/export", HttpStatusCode.ServiceUnavailable);

        Assert.StartsWith("2 exports are running already", error, StringComparison.Ordinal);
        slots.Return();
        using var response = await _server.Client.GetAsync(new Uri("/api/export", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        slots.Return();
    }

    [Fact]
    public async Task Head_has_the_headers_only()
    {
        Serve(Many);
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri("/api/export", UriKind.Relative));

        using var response = await _server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_series_that_is_neither_stored_nor_collected_is_not_found()
    {
        _server.System.Readers = m => m is ReaderProtocol.ListSeries ? new ReaderProtocol.SeriesListed([]) : null;

        await _server.AssertProblemAsync("/api/export?symbol=nix", HttpStatusCode.NotFound);
    }

    [Theory, MemberData(nameof(WrongQueries))]
    public async Task Wrong_parameters_are_refused_with_a_sentence_that_names_them(string query, string name) =>
        Assert.StartsWith(name, await _server.AssertProblemAsync($"/api/export?{query}", HttpStatusCode.BadRequest), StringComparison.Ordinal);

    private void Serve(ImmutableArray<Candle> candles, long replacedAfter = long.MaxValue) => _server.System.Readers = message =>
    {
        var query = (ReaderProtocol.ReadCandles)message;
        var within = candles.Where(c => c.OpenTime > (query.After ?? long.MinValue) && c.OpenTime < (query.Before ?? long.MaxValue));
        ImmutableArray<Candle> page = [.. query.After is null ? within.TakeLast(query.Limit) : within.Take(query.Limit)];
        var read = Some.Read(query.Series, page);
        return query.After is not null && page is [.., var last] && last.OpenTime > replacedAfter ? read with { DatabaseId = new string('f', 32) } : read;
    };
}
