using System.Text.Json;
using System.Text.RegularExpressions;
using CryptoFlow.Testing;
using CryptoFlow.Trades;
using CryptoFlow.Trading;
using CryptoFlow.Trading.Strategies.ChannelBounce;

namespace CryptoFlow.Web.Tests.CommandLine.Backtest;

/// <summary>The command <c>backtest</c> on a real file.</summary>
public sealed class BacktestCommandTests : IDisposable
{
    private static readonly Instrument Bitcoin = new(Exchange.Binance, "BTCUSDT");
    private static readonly RandomMarket Market = RandomMarket.Make(new MarketPlan(5, 24 * 60, 0, 110_000, 1_000_000, 0.0025, 0.02, 0.01, 0.5));

    private readonly TempFolder _folder = new();

    private string Database => _folder.File("candles.db");

    public static TheoryData<string> WrongUses =>
    [
        "",
        "--symbol BTCUSDT",
        "--symbol KRAKEN:BTCUSD",
        "--symbol",
        "--symbol BINANCE:BTCUSDT --strategy MAGIC",
        "--symbol BINANCE:BTCUSDT --from yesterday",
        "--symbol BINANCE:BTCUSDT --from -1",
        "--symbol BINANCE:BTCUSDT --from 2000 --to 1000",
        "--symbol BINANCE:BTCUSDT --from 1000 --to 1000",
        "--symbol BINANCE:BTCUSDT --demo",
        "--symbol BINANCE:BTCUSDT now",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(WrongUses))]
    public async Task Wrong_use_ends_with_2_and_a_sentence(string line)
    {
        var run = new CommandRun();

        Assert.Equal(2, await run.RunAsync(["backtest", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));

        Assert.NotEmpty(run.ErrorLines);
        Assert.Empty(run.Out);
    }

    [Fact]
    public async Task Json_has_the_trades_of_the_session_unrounded_in_the_documented_shape()
    {
        Fill();
        var run = new CommandRun();

        Assert.Equal(0, await BacktestAsync(run, "--json"));

        var (trades, session) = Expected();
        using var document = JsonDocument.Parse(run.Out);
        var root = document.RootElement;
        Assert.Equal(
            trades.Select(t => (t.Signal.Time, t.ExitTime, t.Signal.Direction.ToWireName(), t.Signal.Entry, t.Signal.Stop, t.Signal.Tp1!.Value, t.Signal.Tp2!.Value, t.Tp1Hit, t.Reason.ToWireName(), t.PnlPct, t.Net, t.CapitalAfter)),
            root.GetProperty("trades").EnumerateArray().Select(t => (
                Long(t, "entryTime"), Long(t, "exitTime"), t.GetProperty("direction").GetString()!, Double(t, "entry"), Double(t, "stop"), Double(t, "tp1"), Double(t, "tp2"),
                t.GetProperty("tp1Hit").GetBoolean(), t.GetProperty("exitReason").GetString()!, Double(t, "pnlPct"), Double(t, "net"), Double(t, "capital"))));
        Assert.Equal(session.Open.Select(p => p.Signal.Time), root.GetProperty("open").EnumerateArray().Select(p => Long(p, "entryTime")));
        var summary = root.GetProperty("summary");
        Assert.Equal(["trades", "wins", "losses", "finalCapital", "maxDrawdown"], summary.Names());
        Assert.Equal((session.Account.Capital, session.Account.MaxDrawdown), (Double(summary, "finalCapital"), Double(summary, "maxDrawdown")));
        Assert.Equal((Market.Lower[0].OpenTime, Market.Lower[^1].OpenTime + 900_000), (Long(root, "from"), Long(root, "to")));
        Assert.NotEmpty(root.GetProperty("gaps").EnumerateArray());
        Assert.Empty(run.Error);
        Assert.Empty(run.System.Asked);
    }

    [Fact]
    public async Task The_text_says_gross_and_fees_apart_and_the_audit_is_clean()
    {
        Fill();
        var run = new CommandRun();

        Assert.Equal(0, await BacktestAsync(run, "--audit"));

        var (trades, _) = Expected();
        Assert.Contains("Channel bounce (NO_ML) on BINANCE:BTCUSDT, 15m", run.Out, StringComparison.Ordinal);
        Assert.Matches($@"Gross +{Regex.Escape(trades.Sum(t => t.Gross).ToString("#,0.00"))}  before fees", run.Out);
        Assert.Matches($@"Fees +{Regex.Escape((-trades.Sum(t => t.Fees)).ToString("#,0.00"))}  0.080 %", run.Out);
        Assert.Contains("Look-ahead audit: clean.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_html_report_is_one_file_that_needs_nothing_else()
    {
        Fill();
        var run = new CommandRun();

        Assert.Equal(0, await BacktestAsync(run, "--html", _folder.File("report.html")));

        var html = await File.ReadAllTextAsync(_folder.File("report.html"));
        Assert.StartsWith("<!doctype html>", html, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(html, "<svg "));
        Assert.DoesNotMatch("(src|href|url|import)[=( ]", html);
        Assert.DoesNotContain("http", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", html, StringComparison.Ordinal);
        Assert.Equal(Regex.Count(html, "<tr>"), Regex.Count(html, "</tr>"));
    }

    [Fact]
    public async Task A_report_overwrites_an_earlier_report()
    {
        Fill();
        var file = _folder.File("report.html");

        Assert.Equal(0, await BacktestAsync(new CommandRun(), "--html", file));
        var first = await File.ReadAllTextAsync(file);
        Assert.Equal(0, await BacktestAsync(new CommandRun(), "--html", file, "--audit"));

        Assert.NotEqual(first, await File.ReadAllTextAsync(file));
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(file)!, "*.tmp"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-shm")]
    [InlineData(".writer.lock")]
    [InlineData(".server.json")]
    public async Task A_report_never_takes_the_place_of_a_file_of_the_database(string suffix)
    {
        Fill();
        var before = await File.ReadAllBytesAsync(Database);
        var link = _folder.File("link.html");
        File.CreateSymbolicLink(link, Database + suffix);

        foreach (var file in new[] { Database + suffix, link })
        {
            var run = new CommandRun();
            Assert.Equal(2, await BacktestAsync(run, "--html", file));
            Assert.Contains("the database or a file that belongs to it", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(Database));
    }

    [Theory]
    [InlineData("{\"CryptoFlow\":{}}")]
    [InlineData("<!doctype html><title>Another page</title>")]
    [InlineData("")]
    public async Task A_file_that_is_no_report_is_left_as_it_is(string content)
    {
        Fill();
        var file = _folder.File("appsettings.json");
        await File.WriteAllTextAsync(file, content);
        var run = new CommandRun();

        Assert.Equal(2, await BacktestAsync(run, "--html", file));

        Assert.Contains("exists and is no report", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Figures_that_no_number_can_hold_are_refused_in_a_sentence()
    {
        CandleDatabase.Create(Database, (new SeriesKey(Bitcoin, Interval.M15), new[] { Flat(0, 1e-300), Flat(1, 1e300) }));
        var run = new CommandRun();

        Assert.Equal(1, await BacktestAsync(run, "--json", "--from", "2024-01-01"));

        Assert.Contains("figures overflow", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(run.Out);

        static Candle Flat(int index, double price) => new(1_704_067_200_000 + (index * 900_000L), price, price, price, price, 1, 0, 0, 0, 0);
    }

    [Fact]
    public async Task An_iso_time_is_the_same_as_its_milliseconds()
    {
        Fill();
        var (iso, milliseconds) = (new CommandRun(), new CommandRun());

        Assert.Equal(0, await BacktestAsync(iso, "--json", "--from", "2023-11-20", "--to", "2023-12-01T02:00+02:00"));
        Assert.Equal(0, await BacktestAsync(milliseconds, "--json", "--from", "1700438400000", "--to", "1701388800000"));

        Assert.Equal(milliseconds.Out, iso.Out);
    }

    [Fact]
    public async Task On_a_terminal_a_backtest_shows_its_progress()
    {
        Fill();
        var run = new CommandRun { IsTerminal = true };

        Assert.Equal(0, await BacktestAsync(run));

        Assert.Contains("backtest", run.Out, StringComparison.Ordinal);
        Assert.Contains("Gross", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backtest_without_a_database_or_candles_says_so()
    {
        var run = new CommandRun();
        Assert.Equal(1, await BacktestAsync(run));
        Assert.Contains("There is no database", Assert.Single(run.ErrorLines), StringComparison.Ordinal);

        Fill();
        var unknown = new CommandRun();
        Assert.Equal(1, await unknown.RunAsync("backtest", "--database", Database, "--symbol", "BYBIT:XRPUSDT"));
        Assert.Equal("There are no candles of BYBIT:XRPUSDT 15m.", Assert.Single(unknown.ErrorLines));

        var empty = new CommandRun();
        Assert.Equal(1, await BacktestAsync(empty, "--from", "0", "--to", "1000"));
        Assert.Equal("There are no candles of BINANCE:BTCUSDT 15m from 0 to 1000.", Assert.Single(empty.ErrorLines));

        await File.WriteAllTextAsync(_folder.File("other.db"), "This is no database, but long enough to be taken for one by its size alone: " + new string('x', 2000));
        var foreign = new CommandRun();
        Assert.Equal(1, await foreign.RunAsync("backtest", "--database", _folder.File("other.db"), "--symbol", "BINANCE:BTCUSDT"));
        Assert.Contains("cannot be read", Assert.Single(foreign.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_is_wrong_is_said_in_a_sentence_that_names_it()
    {
        var run = new CommandRun();

        Assert.Equal(1, await BacktestAsync(run, "--CryptoFlow:PaperTrading:Money:FeeRate=2"));

        Assert.StartsWith("CryptoFlow:PaperTrading:Money:FeeRate is 2", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_run_ends_with_1()
    {
        Fill();
        var run = new CommandRun();

        Assert.Equal(1, await run.RunAsync(new CancellationToken(true), "backtest", "--database", Database, "--symbol", "BINANCE:BTCUSDT"));

        Assert.Equal("Interrupted.", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public async Task A_backtest_runs_while_a_writer_holds_the_write_lock()
    {
        Fill();
        using var writer = new ForeignConnection(Database);
        writer.Execute("BEGIN IMMEDIATE");
        var run = new CommandRun();

        Assert.Equal(0, await BacktestAsync(run, "--json"));
    }

    private static (IReadOnlyList<Trade> Trades, TradingSession Session) Expected()
    {
        var session = new TradingSession(new ChannelBounceStrategy(new()), new MoneyRules());
        var higher = new HigherCandles(Interval.H1, Interval.M15);
        foreach (var candle in Market.StoredHigher)
            higher.AddStored(candle);
        var trades = new List<Trade>();
        foreach (var candle in Market.Lower)
        {
            foreach (var closed in higher.TakeClosed(candle.OpenTime))
                session.OnContextCandle(Interval.H1, closed);
            trades.AddRange(session.OnTradedCandle(candle)!.Closed);
            higher.AddLower(candle);
        }

        return (trades, session);
    }

    private static long Long(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static double Double(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private void Fill() => CandleDatabase.Create(
        Database, (new SeriesKey(Bitcoin, Interval.M15), Market.Lower), (new SeriesKey(Bitcoin, Interval.H1), Market.StoredHigher));

    private Task<int> BacktestAsync(CommandRun run, params string[] args) =>
        run.RunAsync(["backtest", "--database", Database, "--symbol", "BINANCE:BTCUSDT", .. args]);
}
