using CryptoFlow.Collectors;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Web.Hosting;

namespace CryptoFlow.Web.Tests.CommandLine.Series;

public sealed class SeriesCommandTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly FakeSeries _series = new();
    private WebServer _server = null!;
    private DatabaseLock _lock = null!;

    private string Database => _folder.File("x.db");

    public async Task InitializeAsync()
    {
        _server = await WebServer.StartAsync();
        _series.Script(_server.System);
        _lock = DatabaseLock.Acquire(Database);
        new ServerNotice(Environment.ProcessId, _server.Address.ToString().TrimEnd('/')).Write(Database);
    }

    public async Task DisposeAsync()
    {
        _lock.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_plan_is_printed_before_the_series_is_added_and_again_nothing_changes()
    {
        var (code, lines, _) = await RunAsync("add", "--symbol", "BINANCE:XRPUSDT", "--tf", "15m");
        Assert.Equal((0, "12,696 candles missing; 15 requests, cost 68, about 2 s."), (code, lines[0]));
        Assert.Equal("Added binance:XRPUSDT:15m; the server fetches the history.", lines[1]);

        (code, lines, _) = await RunAsync("add", "--symbol", "BINANCE:XRPUSDT", "--tf", "15m");
        Assert.Equal((0, "Collected already: binance:XRPUSDT:15m."), (code, lines[0]));
        Assert.Single(_series.Added);
    }

    [Fact]
    public async Task A_dry_run_adds_nothing()
    {
        var (code, lines, _) = await RunAsync("add", "--symbol", "BINANCE:XRPUSDT", "--tf", "15m", "--dry-run");
        Assert.Equal((0, "Would add binance:XRPUSDT:15m; nothing was changed."), (code, lines[^1]));
        Assert.Empty(_series.Added);
    }

    [Fact]
    public async Task A_refusal_of_the_exchange_is_a_failure_in_its_words()
    {
        _series.Refusal = new CollectorProtocol.BackfillRefused(default, BackfillRefusal.NotListed, "Binance does not list XRPUSDT: Invalid symbol.");
        var (code, _, error) = await RunAsync("add", "--symbol", "BINANCE:XRPUSDT");
        Assert.Equal(1, code);
        Assert.EndsWith("Binance does not list XRPUSDT: Invalid symbol.", error.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_series_is_removed_with_its_candles_and_listed_before()
    {
        _series.Added.Add(new SeriesKey(new Instrument(Exchange.Binance, "XRPUSDT"), Interval.M15));
        _series.Candles.AddRange([0, 900_000]);

        var (code, lines, _) = await RunAsync("list");
        Assert.Equal((0, 1), (code, lines.Count(l => l.StartsWith("binance:XRPUSDT:15m ", StringComparison.Ordinal) && l.Contains(" added ", StringComparison.Ordinal))));

        (code, lines, _) = await RunAsync("remove", "--symbol", "BINANCE:XRPUSDT", "--delete-candles");
        Assert.Equal((0, "Removed binance:XRPUSDT:15m.", "2 candles deleted."), (code, lines[0], lines[1]));
        Assert.Empty(_series.Candles);
    }

    [Theory]
    [InlineData("add")]
    [InlineData("add", "--symbol", "XRPUSDT")]
    [InlineData("add", "--symbol", "BINANCE:XRPUSDT", "--tf", "2h")]
    [InlineData("remove", "--symbol", "KRAKEN:XRPUSDT")]
    public async Task Wrong_use_of_the_series_command_ends_with_2(params string[] args) => Assert.Equal(2, (await RunAsync(args)).Code);

    [Fact]
    public async Task Without_a_server_this_process_checks_and_stores_the_change()
    {
        var run = new CommandRun();
        _series.Script(run.System);

        Assert.Equal(0, await run.RunAsync("series", "add", "--symbol", "BINANCE:XRPUSDT", "--tf", "15m", "--database", _folder.File("other.db")));

        Assert.Equal(
            ["12,696 candles missing; 15 requests, cost 68, about 2 s.", "Added binance:XRPUSDT:15m; the next start of the server, or the command backfill, fetches the history."],
            run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Single(_series.Added);

        _series.Candles.AddRange([0, 900_000]);
        var again = new CommandRun();
        _series.Script(again.System);
        Assert.Equal(0, await again.RunAsync("series", "remove", "--symbol", "BINANCE:XRPUSDT", "--delete-candles", "--database", _folder.File("other.db")));
        Assert.Equal(["Removed binance:XRPUSDT:15m.", "2 candles deleted."], again.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(_series.Added);
    }

    [Theory]
    [InlineData(BackfillRefusal.NotListed, 1)]
    [InlineData(BackfillRefusal.NothingInScope, 2)]
    public async Task Without_a_server_a_refusal_has_the_exit_code_of_the_command_backfill(BackfillRefusal reason, int code)
    {
        var run = new CommandRun();
        _series.Refusal = new CollectorProtocol.BackfillRefused(default, reason, "No.");
        _series.Script(run.System);

        Assert.Equal(code, await run.RunAsync("series", "add", "--symbol", "BINANCE:XRPUSDT", "--database", _folder.File("other.db")));
        Assert.Equal(["No."], run.ErrorLines);
    }

    [Fact]
    public async Task Without_a_server_the_list_is_that_of_the_file()
    {
        var xrp = new SeriesKey(new Instrument(Exchange.Binance, "XRPUSDT"), Interval.M15);
        CandleDatabase.Create(_folder.File("other.db"), MarketOrigin.Exchanges);
        CandleDatabase.AddSeries(_folder.File("other.db"), xrp);
        var run = new CommandRun();

        Assert.Equal(0, await run.RunAsync("series", "list", "--database", _folder.File("other.db")));

        Assert.Contains("binance:XRPUSDT:15m  added          off: No server has the database open; the next one collects the series.\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("binance:BTCUSDT:15m  configuration  off: ", run.Out, StringComparison.Ordinal);
        Assert.Empty(run.System.Asked);
    }

    [Fact]
    public async Task Without_a_server_and_a_file_there_is_no_list()
    {
        var run = new CommandRun();
        Assert.Equal(1, await run.RunAsync("series", "list", "--database", _folder.File("none.db")));
        Assert.Single(run.ErrorLines);
        Assert.False(File.Exists(_folder.File("none.db")));
    }

    private async Task<(int Code, string[] Lines, string Error)> RunAsync(params string[] args)
    {
        var run = new CommandRun();
        var code = await run.RunAsync(["series", .. args, "--database", Database, $"--CryptoFlow:Api:Key={WebServer.Key}"]);
        return (code, run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries), run.Error);
    }
}
