using System.Net;
using System.Net.Sockets;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes;

/// <summary>If the program cannot start, it prints one sentence on standard error, no stack trace, and changes no file.</summary>
public sealed class RefusedStartTests(PatientExchanges exchanges) : ProcessTest(exchanges)
{
    [Fact]
    public async Task An_unknown_option_is_wrong_use()
    {
        await using var program = CryptoFlowProcess.RunCommand(Sets.Short.EnvironmentFor(Simulator), ["--colour"]);

        Assert.Equal(2, await program.ExitAsync(Patience));
        Assert.Contains(program.Error, line => line.Contains("--colour", StringComparison.Ordinal));
        AssertNoStackTrace(program);
    }

    [Fact]
    public async Task A_wrong_setting_is_named_by_its_key()
    {
        var environment = new Dictionary<string, string?>(Sets.Short.EnvironmentFor(Simulator)) { ["CryptoFlow__Collector__PollIntervalSeconds"] = "0" };
        var sentence = await RefusalAsync(Database, environment);

        Assert.Contains("CryptoFlow:Collector:PollIntervalSeconds is 0", sentence, StringComparison.Ordinal);
        Assert.Empty(System.IO.Directory.EnumerateFileSystemEntries(Directory.Path));
    }

    [Fact]
    public async Task A_file_of_a_newer_program_is_left_as_it_is()
    {
        using (var newer = new ForeignConnection(CreateEmpty("newer.db")))
        {
            newer.Execute("CREATE TABLE candles_15 (anything)");
            newer.Execute("PRAGMA user_version = 99");
        }

        Assert.Contains("schema version 99", await RefusalOfFileAsync("newer.db"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_program_is_left_as_it_is()
    {
        using (var other = new ForeignConnection(CreateEmpty("other.db")))
            other.Execute("CREATE TABLE recipes (name)");

        Assert.Contains("another program", await RefusalOfFileAsync("other.db"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_left_as_it_is()
    {
        await File.WriteAllTextAsync(Directory.File("letter.txt"), string.Concat(Enumerable.Repeat("Dear reader, this is not a database. ", 100)));

        Assert.Contains("not a database", await RefusalOfFileAsync("letter.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(Directory.File("taken"), "A file has the directory's name.");

        Assert.Contains("taken", await RefusalAsync(Directory.File("taken/candles.db")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_directory_that_cannot_be_written_is_named()
    {
        const UnixFileMode readOnly = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        Skip.IfNot(Nobody.MayRun(), Nobody.MayNotRun);
        System.IO.Directory.CreateDirectory(Directory.File("closed"), readOnly);
        File.SetUnixFileMode(Directory.Path, readOnly | UnixFileMode.UserWrite);

        var sentence = await RefusalAsync(Nobody.Start(Directory.File("closed/candles.db"), Sets.Short.EnvironmentFor(Simulator)));
        Assert.Contains($"may not write {Directory.File("closed")}", sentence, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Too_low_a_limit_of_open_files_is_told_before_a_file_is_made()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells the limit.");
        await using var program = ChildProcess.StartOwnUnder(
            ["sh", "-c", "ulimit -n 260 && exec \"$@\"", "sh"], "CryptoFlow.Web", ["--urls", "http://127.0.0.1:0", "--database", Database], Sets.Short.EnvironmentFor(Simulator));

        Assert.Equal(1, await program.ExitAsync(Patience));
        Assert.StartsWith("This process may open only 260 files at once (ulimit -n)", Assert.Single(program.Error), StringComparison.Ordinal);
        Assert.Empty(program.Output);
        Assert.Empty(System.IO.Directory.EnumerateFileSystemEntries(Directory.Path));
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_the_start_in_order()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var program = new CryptoFlowProcess(
            CryptoFlowProcess.RunCommand(Sets.Short.EnvironmentFor(Simulator), ["--urls", $"http://{taken.LocalEndpoint}", "--database", Database]), Database);

        Assert.Equal(1, await program.Child.ExitAsync(Patience));
        Assert.Contains("address already in use", Assert.Single(program.Child.Error), StringComparison.Ordinal);
        Assert.DoesNotContain(program.Child.Output, line => line.Contains("The writer cannot write", StringComparison.Ordinal));
        Assert.Empty(program.Leftovers());
    }

    [Theory]
    [InlineData("backfill")]
    [InlineData("backtest", "--symbol", "BINANCE:BTCUSDT")]
    [InlineData("import", "--csv", "CSV", "--symbol", "BINANCE:BTCUSDT", "--tf", "15")]
    public async Task A_settings_file_that_cannot_be_read_is_told_with_its_line_by_every_command(params string[] command)
    {
        var csv = Directory.File("rows.csv");
        await File.WriteAllTextAsync(csv, "1672531200000,100,101,99,100,5\n");
        var name = $"Broken{Guid.NewGuid():N}";
        var settings = Path.Combine(AppContext.BaseDirectory, $"appsettings.{name}.json");
        await File.WriteAllTextAsync(settings, "{\n  \"CryptoFlow\": {\n    oops\n  }\n}\n");
        try
        {
            var environment = new Dictionary<string, string?>(Sets.Short.EnvironmentFor(Simulator)) { ["DOTNET_ENVIRONMENT"] = name };
            await using var program = CryptoFlowProcess.RunCommand(environment, [.. command.Select(word => word == "CSV" ? csv : word), "--database", Database]);

            Assert.Equal(1, await program.ExitAsync(Patience));
            var sentence = Assert.Single(program.Error);
            Assert.StartsWith("Failed to load configuration from file", sentence, StringComparison.Ordinal);
            Assert.Contains("line 3, column 5", sentence, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(settings);
        }
    }

    private string CreateEmpty(string name)
    {
        File.Create(Directory.File(name)).Dispose();
        return Directory.File(name);
    }

    private async Task<string> RefusalOfFileAsync(string name)
    {
        var before = await File.ReadAllBytesAsync(Directory.File(name));
        var sentence = await RefusalAsync(Directory.File(name));
        Assert.Equal(before, await File.ReadAllBytesAsync(Directory.File(name)));
        return sentence;
    }

    private Task<string> RefusalAsync(string database, IReadOnlyDictionary<string, string?>? environment = null) =>
        RefusalAsync(CryptoFlowProcess.Start(database, environment ?? Sets.Short.EnvironmentFor(Simulator)));

    private static async Task<string> RefusalAsync(CryptoFlowProcess started)
    {
        await using var program = started;
        Assert.Equal(1, await program.Child.ExitAsync(Patience));
        AssertNoStackTrace(program.Child);
        return Assert.Single(program.Child.Error);
    }

    private static void AssertNoStackTrace(ChildProcess program) =>
        Assert.DoesNotContain("   at ", program.Transcript(), StringComparison.Ordinal);
}
