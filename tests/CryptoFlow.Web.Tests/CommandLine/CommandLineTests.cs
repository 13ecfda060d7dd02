using CryptoFlow.Testing;
using CryptoFlow.Web.CommandLine;

namespace CryptoFlow.Web.Tests.CommandLine;

public sealed class CommandLineTests
{
    public static TheoryData<string> WrongUses =>
    [
        "--nonsense",
        "serve",
        "backfill --nonsense",
        "backfill now",
        "backfill --exchange kraken",
        "backfill --symbol BTC/USDT",
        "backfill --tf 2h",
        "backfill --days 0",
        "backfill --days many",
        "backfill --days",
        "backfill --urls http://localhost:1",
        "import",
        "import --symbol BINANCE:BTCUSDT --tf 15",
        "import --csv x.csv --tf 15",
        "import --csv x.csv --symbol BINANCE:BTCUSDT",
        "import --csv x.csv --symbol BTCUSDT --tf 15",
        "import --csv x.csv --symbol KRAKEN:BTCUSDT --tf 15",
        "import --csv x.csv --symbol BINANCE:BTC/USDT --tf 15",
        "import --csv x.csv --symbol BINANCE: --tf 15",
        "import --csv x.csv --symbol BINANCE:A:B --tf 15",
        "import --csv x.csv --symbol BINANCE:BTCUSDT --tf 2h",
        "import --csv x.csv --csv y.csv --symbol BINANCE:BTCUSDT --tf 15",
        "backfill --days 99999999999",
        "backfill --days 1.5",
        "backtest --symbol BINANCE:BTCUSDT --from yesterday",
        "backtest --symbol BINANCE:BTCUSDT --from 2024-02-30",
        "backtest --symbol BINANCE:BTCUSDT --from 2025",
        "backtest --symbol BINANCE:BTCUSDT --to 1700000000",
        "backtest --symbol BINANCE:BTCUSDT --from 2024-01-02 --to 2024-01-01",
        "backtest --symbol BINANCE:BTCUSDT --from 1 --from 2",
        "backup",
        "backup --out",
        "backup --out a.db --check b.db",
        "backup --out /",
        "backup --out /nowhere-at-all/a.db",
        "restore",
        "restore --from",
        "restore --from a.db --from b.db",
        "--demo --demo-speed abc",
        "--demo --demo-speed NaN",
        "--demo --demo-speed Infinity",
        "--demo --demo-speed 0",
        "--demo --demo-speed -1",
        "--demo --demo-speed 1e400",
        "--demo --demo-speed",
        "--demo-speed 10",
        "--demo=maybe",
        "--urls nonsense",
        "--urls http://127.0.0.1:99999",
        "--urls http://127.0.0.1:-1",
        "--urls http://127.0.0.1:0/path",
        "--urls http://localhost:0",
        "--urls ftp://127.0.0.1:0",
        "--urls http://nohost.invalid:41600",
        "--urls http://127.0.0.1:0;nonsense",
        "--Kestrel:Endpoints:A:Url=http://127.0.0.1:99999",
        "--demo backfill",
        "--urls http://localhost:1 backfill",
        "--CryptFlow:Database:Path=x",
        "--CryptoFlow:Database:Path",
        "--CryptoFlow:Database:Path --demo",
        "@args.txt",
    ];

    public static TheoryData<string, string> WrongSettings => new()
    {
        { "--CryptoFlow:Collector:HistoryDays=0", "CryptoFlow:Collector:HistoryDays" },
        { "--CryptoFlow:Database:Readers=many", "CryptoFlow:Database:Readers" },
        { "--CryptoFlow:Api:Key=short", "CryptoFlow:Api:Key" },
        { "--CryptoFlow:Exchanges:kraken:Enabled=true", "CryptoFlow:Exchanges:kraken" },
        { "--CryptoFlow:PaperTrading:Enabled=maybe", "CryptoFlow:PaperTrading:Enabled is 'maybe'; it must be true or false." },
        { "--CryptoFlow:PaperTrading:Money:FeeRate=little", "CryptoFlow:PaperTrading:Money:FeeRate is 'little'; it must be a number." },
        { "--CryptoFlow:Database:Readers=99999999999", "CryptoFlow:Database:Readers is '99999999999'; it must be a whole number, 2147483647 at the most." },
        { "--Kestrel:Endpoints:A:Foo=1", "endpoint A" },
        { "--Logging:LogLevel:Default=loud", "Logging" },
        { "--urls=http://192.0.2.1:41698", "http://192.0.2.1:41698" },
    };

    [Fact]
    public void The_readme_lists_the_exit_codes_of_the_program() => Assert.Contains(
        $"Exit codes: {ExitCodes.Success} success, {ExitCodes.Failure} failure, {ExitCodes.WrongUse} wrong use.", Repository.Read("README.md"), StringComparison.Ordinal);

    [Fact]
    public void There_are_no_other_exit_codes() => Assert.Equal(
        [ExitCodes.Success, ExitCodes.Failure, ExitCodes.WrongUse], typeof(ExitCodes).GetFields().Select(f => (int)f.GetRawConstantValue()!));

    [Theory]
    [MemberData(nameof(WrongUses))]
    public async Task Wrong_use_ends_with_2_and_a_sentence(string line)
    {
        var run = new CommandRun();

        Assert.Equal(2, await run.RunAsync(line.Split(' ')));

        Assert.NotEmpty(run.ErrorLines);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
        Assert.Empty(run.System.Asked);
    }

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task A_setting_that_is_wrong_ends_the_start_with_1_and_a_sentence_that_names_it(string setting, string name)
    {
        using var folder = new TempFolder();
        var run = new CommandRun();

        Assert.Equal(1, await run.RunAsync("--database", folder.File("x.db"), "--CryptoFlow:Api:ReadTimeoutMs=100", setting));

        Assert.Contains(name, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls", "")]
    [InlineData("--urls", " ")]
    [InlineData("--database", "")]
    [InlineData("backfill", "--database", "")]
    [InlineData("backtest", "--symbol", "BINANCE:BTCUSDT", "--database", "")]
    [InlineData("backtest", "--symbol", "BINANCE:BTCUSDT", "--html", " ")]
    [InlineData("backtest", "--symbol", "BINANCE:BTCUSDT", "--from", "")]
    [InlineData("import", "--csv", "", "--symbol", "BINANCE:BTCUSDT", "--tf", "15")]
    [InlineData("backfill", "--days", "")]
    [InlineData("--demo", "--demo-speed", "")]
    public async Task An_empty_value_is_wrong_use(params string[] args)
    {
        var run = new CommandRun();

        Assert.Equal(2, await run.RunAsync(args));

        Assert.Equal("--help lists the commands and options.", run.ErrorLines[^1]);
        Assert.Equal(2, run.ErrorLines.Length);
    }

    [Fact]
    public async Task An_empty_path_of_the_configuration_is_named_by_every_command()
    {
        foreach (var command in new string[][] { ["backfill"], ["import", "--csv", "-", "--symbol", "BINANCE:BTCUSDT", "--tf", "15"] })
        {
            var run = new CommandRun { In = "1700000100000,1,1,1,1,1\n"u8.ToArray() };
            Assert.Equal(1, await run.RunAsync([.. command, "--CryptoFlow:Database:Path="]));
            Assert.StartsWith("CryptoFlow:Database:Path is empty", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Each_wrong_setting_gets_its_own_sentence()
    {
        var run = new CommandRun();

        Assert.Equal(1, await run.RunAsync("backfill", "--CryptoFlow:Collector:HistoryDays=0", "--CryptoFlow:Api:MaxWebSockets=0"));

        Assert.Equal(2, run.ErrorLines.Length);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_said_in_a_sentence()
    {
        await using var other = await WebServer.StartAsync();
        using var folder = new TempFolder();
        var run = new CommandRun();

        Assert.Equal(1, await run.RunAsync("--database", folder.File("x.db"), "--urls", other.Address.ToString()));

        Assert.Contains("address already in use", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_start_is_said_in_a_sentence()
    {
        var run = new CommandRun();

        Assert.Equal(1, await run.RunAsync("--demo"));

        Assert.Equal([NoExchanges.Refusal], run.ErrorLines);
    }

    [Theory]
    [InlineData("--help", "backfill")]
    [InlineData("-h", "--demo")]
    [InlineData("backfill --help", "--days")]
    [InlineData("import --help", "--dry-run")]
    public async Task Help_explains_with_examples(string line, string expected)
    {
        var run = new CommandRun();

        Assert.Equal(0, await run.RunAsync(line.Split(' ')));

        Assert.Contains(expected, run.Out, StringComparison.Ordinal);
        Assert.Contains("Examples:", run.Out, StringComparison.Ordinal);
        Assert.Contains("dotnet run --project src/CryptoFlow.Web", run.Out, StringComparison.Ordinal);
    }
}
