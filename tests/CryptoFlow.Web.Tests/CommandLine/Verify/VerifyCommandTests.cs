using System.Text.Json;
using CryptoFlow.Simulator;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Web.CommandLine;
using CryptoFlow.Web.Hosting;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Web.Tests.CommandLine.Verify;

/// <summary>The command against a real file and a simulated exchange.</summary>
public sealed class VerifyCommandTests : IAsyncLifetime
{
    private const long Now = SceneOptions.Now;
    private const string Symbol = "BINANCE:BTCUSDT";

    private static readonly SeriesKey[] Series =
        [.. ((Interval[])[Interval.M15, Interval.H1, Interval.H4, Interval.D1]).Select(i => new SeriesKey(new Instrument(Exchange.Binance, "BTCUSDT"), i))];

    private static readonly TimeRange Stored = new(Interval.D1.Floor(Now) - (40 * Interval.D1.Milliseconds), Interval.D1.Floor(Now));

    private static readonly string[] Repair = ["verify", "--repair", "--tf", "1h"];

    private readonly TempFolder _folder = new();
    private ExchangeSimulator _market = null!;

    private string Market => $"--CryptoFlow:Exchanges:binance:BaseUrl={_market.BaseAddress(Venue.Binance)}";

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

    [Theory]
    [CommandFault("verify-no-key"), CommandFault("verify-wrong-key")]
    [InlineData("verify-no-key", "--json")]
    [InlineData("verify-wrong-key", "--CryptoFlow:Api:Key=not-the-key-of-that-server")]
    public async Task Without_the_key_of_the_server_nothing_is_repaired(string key, string option)
    {
        Edit($"UPDATE candles_60 SET high = high * 2 WHERE time = {Stored.From + 7_200_000}");
        await using var server = await WebServer.StartAsync();
        using var writerLock = DatabaseLock.Acquire(Database);
        new ServerNotice(Environment.ProcessId, server.Address.ToString().TrimEnd('/')).Write(Database);

        var (code, _, error) = await RealCommand.RunAsync([.. Repair, "--database", Database, Market, option]);

        CommandFaults.AssertSays(key, code, error);
        Assert.Empty(server.System.Asked);
    }

    /// <summary>As far as the repair had come, and from wherever it was cut off.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(60)]
    public async Task A_repair_that_is_cut_off_is_completed_by_the_next_one(int reads)
    {
        Edit($"DELETE FROM candles_15 WHERE time % {7 * Interval.M15.Milliseconds} = 0");
        Edit($"UPDATE candles_60 SET high = high * 2 WHERE time % {5 * Interval.H1.Milliseconds} = 0");

        using var cut = new CancellationTokenSource();
        await RunAsync(new CuttingTime(reads, cut), cut.Token, "--repair");
        await RunAsync("--repair", "--against-exchange");

        Assert.Equal(0, (await RunAsync("--against-exchange")).Code);
    }

    [Fact, CommandFault("verify-disk-full")]
    public async Task A_repair_on_a_full_disk_says_so_after_two_minutes()
    {
        Edit($"UPDATE candles_60 SET high = high * 2 WHERE time = {Stored.From + 7_200_000}");
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Now));
        var run = new CommandRun
        {
            Time = time,
            System = { Writer = m => m is WriteCandles write ? new WriteRefused(write.Id, WriteRefusal.StorageUnavailable, "database or disk is full") : null },
        };

        // The clock stands still until the exchange has answered: its requests have deadlines by the same clock.
        var ended = run.RunAsync([.. Repair, "--database", Database, Market]);
        await Poll.UntilAsync(() => ended.IsCompleted || run.System.Asked.Any(m => m is WriteCandles), asked => asked);
        await Poll.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(10));
                return ended.IsCompleted;
            },
            over => over);

        CommandFaults.AssertSays("verify-disk-full", await ended, run);
    }

    private (SeriesKey, IReadOnlyList<Candle> Candles)[] Contents() => [.. Series.Select(s => (s, (IReadOnlyList<Candle>)[.. ExchangeTruth.Candles(_market, s, Stored)]))];

    private void Edit(string sql, string? database = null)
    {
        using var file = new ForeignConnection(database ?? Database, readOnly: false);
        file.Execute(sql);
    }

    private Task<(int Code, string Said)> RunAsync(params string[] options) => RunAsync(TimeProvider.System, CancellationToken.None, options);

    private async Task<(int Code, string Said)> RunAsync(TimeProvider time, CancellationToken cancellation, params string[] options)
    {
        await using var output = new StringWriter();
        var environment = CommandEnvironment.OfThisProcess() with { Out = output, Error = output, IsTerminal = false, Time = time };
        var code = await CryptoFlowCommands.RunAsync(["verify", "--database", Database, Market, .. options], environment, cancellation);
        return (code, output.ToString());
    }

    /// <summary>Cancels the command when it reads the clock for the n-th time.</summary>
    private sealed class CuttingTime(int reads, CancellationTokenSource cut) : TimeProvider
    {
        private int _reads;

        public override DateTimeOffset GetUtcNow()
        {
            if (Interlocked.Increment(ref _reads) == reads)
                cut.Cancel();
            return base.GetUtcNow();
        }
    }
}
