using System.Text.Json;
using CryptoFlow.Collectors;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Web.Hosting;

namespace CryptoFlow.Web.Tests.CommandLine.Operations;

public sealed class OperationsCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Database => _folder.File("x.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_command_runs_at_the_server_that_has_the_file_or_at_an_address(bool byFile)
    {
        await using var server = await WebServer.StartAsync();
        using var writerLock = DatabaseLock.Acquire(Database);
        if (byFile)
            new ServerNotice(Environment.ProcessId, server.Address.ToString().TrimEnd('/')).Write(Database);
        string[] where = byFile ? [$"--CryptoFlow:Api:Key={WebServer.Key}"] : ["--server", server.Address.ToString(), "--key", WebServer.Key];
        var run = new CommandRun();

        Assert.Equal(0, await run.RunAsync(["ops", "db", "status", "--database", Database, .. where]));

        Assert.StartsWith("writer | open | ", run.Out, StringComparison.Ordinal);
        Assert.Empty(run.Error);
        Assert.Empty(run.System.Asked);
    }

    [Fact]
    public async Task Switches_yes_and_json_reach_the_server()
    {
        await using var server = await WebServer.StartAsync(new FakeSystem
        {
            Collectors = m => m is CollectorProtocol.PauseCollector pause ? new CollectorProtocol.CollectorPaused(pause.Exchange, 5) : null,
        });
        var run = new CommandRun();

        Assert.Equal(0, await run.RunAsync("ops", "collector", "pause", "binance", "--yes", "--json", "--server", server.Address.ToString(), "--key", WebServer.Key));
        var line = JsonSerializer.Deserialize<JsonElement>(run.Out);
        Assert.Equal(("binance", "paused", 5), (line.GetProperty("exchange").GetString(), line.GetProperty("state").GetString(), line.GetProperty("since").GetInt32()));

        var walk = new CommandRun();
        Assert.Equal(0, await walk.RunAsync("ops", "actor", "hierarchy", "-d", "0", "-s", "/user/writer", "--server", server.Address.ToString(), "--key", WebServer.Key));
        Assert.StartsWith("/user/writer\n", walk.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("db lock", "The nearest is db locks.")]
    [InlineData("collector pause binance", "Give --yes")]
    [InlineData("cluster down -a 127.0.0.1:8110", "Give --yes to run cluster down.")]
    [InlineData("cluster leave", "Give --yes to run cluster leave.")]
    [InlineData("db status --server nowhere", "an address is such as")]
    public async Task Wrong_use_ends_with_2_without_a_server(string words, string sentence)
    {
        var run = new CommandRun();
        Assert.Equal(2, await run.RunAsync(["ops", .. words.Split(' '), "--database", Database]));
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_that_the_server_refuses_end_with_2()
    {
        await using var server = await WebServer.StartAsync();
        var run = new CommandRun();
        Assert.Equal(2, await run.RunAsync("ops", "db", "why", "--at", "yesterday", "--server", server.Address.ToString(), "--key", WebServer.Key));
        Assert.Contains("at is 'yesterday'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_server_or_its_key_it_ends_with_1_and_a_sentence()
    {
        var run = new CommandRun();
        Assert.Equal(1, await run.RunAsync("ops", "db", "status", "--database", Database));
        Assert.Contains("start it, or name a server with --server", Assert.Single(run.ErrorLines), StringComparison.Ordinal);

        await using var server = await WebServer.StartAsync();
        run = new CommandRun();
        Assert.Equal(1, await run.RunAsync("ops", "db", "status", "--server", server.Address.ToString()));
        Assert.Contains("needs its key", Assert.Single(run.ErrorLines), StringComparison.Ordinal);

        run = new CommandRun();
        Assert.Equal(1, await run.RunAsync("ops", "db", "status", "--server", "http://127.0.0.1:1", "--key", WebServer.Key));
        Assert.Contains("No server of CryptoFlow answers at http://127.0.0.1:1.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_every_palette()
    {
        var run = new CommandRun();
        Assert.Equal(0, await run.RunAsync("ops", "help"));
        Assert.Contains("  db why --at|-a AT [--around AROUND]", run.Out, StringComparison.Ordinal);
    }
}
