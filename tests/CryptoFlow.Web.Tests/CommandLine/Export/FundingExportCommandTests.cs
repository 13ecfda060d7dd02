using System.Text.Json;
using CryptoFlow.Testing;

namespace CryptoFlow.Web.Tests.CommandLine.Export;

/// <summary><c>export --what funding</c> against a real file.</summary>
public sealed class FundingExportCommandTests : IDisposable
{
    private const long Start = 1_704_067_200_000;
    private const long Hour = 3_600_000;

    private readonly TempFolder _folder = new();
    private readonly CommandRun _run = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_range_of_a_contract_is_written()
    {
        Fill();

        Assert.Equal(0, await ExportAsync(["--symbol", "BINANCE:BTCUSDT", "--from", $"{Start + Hour}", "--to", $"{Start + (3 * Hour)}"], "btc.csv"));

        Assert.Equal("time,rate,mark_price\n1704070800000,0.0001,100.5\n1704074400000,0.0002,\n", await File.ReadAllTextAsync(_folder.File("btc.csv")));
        Assert.False(File.Exists(_folder.File("btc.csv.part")));
    }

    [Fact]
    public async Task Without_a_symbol_each_contract_with_rates_gets_its_file()
    {
        Fill();

        Assert.Equal(0, await ExportAsync(["--format", "parquet", "--json"], "all"));

        Assert.Equal(
            ["BINANCE-BTCUSDT-funding.parquet", "BYBIT-ETHUSDT-funding.parquet"],
            Directory.GetFiles(_folder.File("all")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using var answer = JsonDocument.Parse(_run.Out);
        Assert.Equal(5, answer.RootElement.GetProperty("rates").GetInt64());
    }

    [Fact]
    public async Task A_contract_without_rates_writes_nothing_and_says_so()
    {
        Fill();

        Assert.Equal(1, await ExportAsync(["--symbol", "BINANCE:DOGEUSDT"], "doge.csv"));

        Assert.Contains("There is no funding rate of BINANCE:DOGEUSDT", string.Join('\n', _run.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("doge.csv")));
    }

    [Theory]
    [InlineData("--what", "trades")]
    [InlineData("--what", "funding", "--tf", "15m")]
    public async Task Wrong_use_ends_with_2_and_a_sentence(params string[] options)
    {
        Assert.Equal(2, await _run.RunAsync(["export", .. options, "--out", _folder.File("x.csv")]));
        Assert.NotEmpty(_run.ErrorLines);
    }

    private void Fill()
    {
        var path = _folder.File("candles.db");
        CandleDatabase.Create(path, (new SeriesKey(new Instrument(Exchange.Bybit, "ETHUSDT"), Interval.H1), [new Candle(Start, 1, 2, 0.5, 1, 5, 0, 0, 0, 0)]));
        using var file = new ForeignConnection(path);
        file.Execute($"""
            INSERT INTO funding_rates (symbol, time, rate) VALUES
              ('BINANCE:BTCUSDT', {Start}, -0.5), ('BINANCE:BTCUSDT', {Start + Hour}, 0.0001),
              ('BINANCE:BTCUSDT', {Start + (2 * Hour)}, 0.0002), ('BINANCE:BTCUSDT', {Start + (3 * Hour)}, 0.0003),
              ('BYBIT:ETHUSDT', {Start}, 0.0001);
            INSERT INTO mark_prices (symbol, time, price) VALUES ('BINANCE:BTCUSDT', {Start + Hour}, 100.5)
            """);
    }

    private Task<int> ExportAsync(string[] options, string file) =>
        _run.RunAsync(["export", "--what", "funding", .. options, "--database", _folder.File("candles.db"), "--out", _folder.File(file)]);
}
