using System.Text.Json;
using CryptoFlow.Simulator;
using CryptoFlow.Storage;
using CryptoFlow.Testing;
using CryptoFlow.Web.CommandLine;

namespace CryptoFlow.Web.Tests.CommandLine.Verify;

/// <summary>The command against a real file and a simulated exchange.</summary>
public sealed class VerifyCommandTests : IAsyncLifetime
{
    private const long Now = SceneOptions.Now;
    private const string Symbol = "BINANCE:BTCUSDT";

    private static readonly SeriesKey[] Series =
        [.. ((Interval[])[Interval.M15, Interval.H1, Interval.H4, Interval.D1]).Select(i => new SeriesKey(new Instrument(Exchange.Binance, "BTCUSDT"), i))];

    private static readonly TimeRange Stored = new(Interval.D1.Floor(Now) - (40 * Interval.D1.Milliseconds), Interval.D1.Floor(Now));

    private readonly TempFolder _folder = new();
    private ExchangeSimulator _market = null!;

    private string Database => _folder.File("candles.db");

    public async Task InitializeAsync()
    {
        _market = await ExchangeSimulator.StartAsync(new SimulatorOptions { StartMs = Now, Speed = 0 });
        CandleDatabase.Create(Database, MarketOrigin.Exchanges, Contents());
    }

    public async Task DisposeAsync()
    {
        await _market.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_sound_file_ends_with_0_by_itself_and_against_the_exchange()
    {
        Assert.Equal((0, "4,850 candles of 4 series checked: nothing is wrong.\n".Replace("4,850", $"{Contents().Sum(c => c.Candles.Count):N0}", StringComparison.Ordinal)), await RunAsync());
        var (code, said) = await RunAsync("--against-exchange", "--json");
        Assert.Equal(0, code);
        using var answer = JsonDocument.Parse(said);
        Assert.True(answer.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal(Contents().Sum(c => c.Candles.Count), answer.RootElement.GetProperty("exchange").GetProperty("candles").GetInt64());
    }

    /// <summary>Lost, changed, shifted, and written into another interval's table: found, named, and repaired to what the exchange sends.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Faults_end_with_1_and_are_repaired_to_the_values_of_the_exchange(bool everything)
    {
        var lost = Stored.From + (100 * Interval.M15.Milliseconds);
        Edit($"DELETE FROM candles_15 WHERE time = {lost}");
        Edit($"UPDATE candles_60 SET high = high * 2 WHERE time = {Stored.From + 7_200_000}");
        Edit($"UPDATE candles_240 SET time = time + 60000 WHERE time = {Stored.From + (30 * Interval.H4.Milliseconds)}");
        Edit($"INSERT INTO candles_1440 SELECT * FROM candles_15 WHERE time = {Stored.From + 900_000}");

        var (code, said) = await RunAsync();
        Assert.Equal(1, code);
        Assert.Contains($"hole: {Symbol} 15m", said, StringComparison.Ordinal);
        Assert.Contains($"roll_up: {Symbol} 1h", said, StringComparison.Ordinal);
        Assert.Contains($"off_grid: {Symbol} 4h", said, StringComparison.Ordinal);
        Assert.Contains($"off_grid: {Symbol} 1d", said, StringComparison.Ordinal);
        Assert.Contains($"count: {Symbol} 1d", said, StringComparison.Ordinal);

        (code, said) = await RunAsync(everything ? ["--repair", "--against-exchange"] : ["--repair"]);
        Assert.Equal(1, code);
        Assert.Contains("Repaired: 3 candles written, 2 rows deleted.", said, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync("--against-exchange")).Code);
        using var file = new ForeignConnection(Database, readOnly: true);
        Assert.All(Series, series => Assert.Empty(ExchangeTruth.Differences(file, _market, series, Stored)));
        Assert.Equal(["repair"], file.Query("SELECT DISTINCT source FROM revisions", r => r.GetString(0)));
    }

    [Fact]
    public async Task A_changed_value_that_only_the_exchange_can_tell_is_named_with_both_values()
    {
        var time = Stored.From + (17 * Interval.M15.Milliseconds);
        Edit($"UPDATE candles_15 SET trade_count = trade_count + 1 WHERE time = {time}");
        var (code, said) = await RunAsync("--against-exchange", "--symbol", "btcusdt", "--tf", "15m");
        Assert.Equal(1, code);
        Assert.Contains("trade_count ", Assert.Single(said.Split('\n'), l => l.StartsWith("differs: ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_file_is_compared_by_series_and_month()
    {
        var other = _folder.File("other.db");
        CandleDatabase.Create(other, MarketOrigin.Exchanges, Contents());
        Assert.Equal(0, (await RunAsync("--compare", other)).Code);

        Edit($"UPDATE candles_60 SET close = low WHERE time = {Stored.To - Interval.H1.Milliseconds}", other);
        var (code, said) = await RunAsync("--compare", other);
        Assert.Equal(1, code);
        Assert.Contains($"month: {Symbol} 1h 2025-06 differs", said, StringComparison.Ordinal);
        Assert.Contains(" 1 months differ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exchange_that_does_not_answer_is_no_clean_result()
    {
        await _market.DisposeAsync();
        var (code, said) = await RunAsync("--against-exchange", "--tf", "1d");
        Assert.Equal(1, code);
        Assert.Contains("not compared: ", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tf 7m")]
    [InlineData("--symbol KRAKEN:BTCUSDT")]
    [InlineData("--symbol DOGEUSDT")]
    [InlineData("--compare")]
    [InlineData("--demo")]
    public async Task Wrong_use_ends_with_2(string line) => Assert.Equal(2, (await RunAsync(line.Split(' '))).Code);

    [Fact]
    public async Task A_file_that_is_not_there_is_a_failure_of_one_sentence()
    {
        var run = new CommandRun();
        Assert.Equal(1, await run.RunAsync("verify", "--compare", _folder.File("no.db"), "--database", Database));
        Assert.Contains("There is no database", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    private (SeriesKey, IReadOnlyList<Candle> Candles)[] Contents() => [.. Series.Select(s => (s, (IReadOnlyList<Candle>)[.. ExchangeTruth.Candles(_market, s, Stored)]))];

    private void Edit(string sql, string? database = null)
    {
        using var file = new ForeignConnection(database ?? Database, readOnly: false);
        file.Execute(sql);
    }

    private async Task<(int Code, string Said)> RunAsync(params string[] options)
    {
        await using var output = new StringWriter();
        var environment = CommandEnvironment.OfThisProcess() with { Out = output, Error = output, IsTerminal = false };
        var code = await CryptoFlowCommands.RunAsync(
            ["verify", "--database", Database, $"--CryptoFlow:Exchanges:binance:BaseUrl={_market.BaseAddress(Venue.Binance)}", .. options], environment);
        return (code, output.ToString());
    }
}
