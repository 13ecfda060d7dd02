using System.Text.Json;
using CryptoFlow.Collectors;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Testing;
using CryptoFlow.Web.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Web.Tests.CommandLine.Backfill;

public sealed class BackfillCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Database => _folder.File("x.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_backfill_states_its_plan_and_its_result()
    {
        var collectors = new OneRun(BackfillPhase.Completed);
        var run = new CommandRun { System = { Collectors = collectors.Answer } };

        Assert.Equal(0, await run.RunAsync("backfill", "--database", Database, "--exchange", "binance", "--tf", "15m", "--days", "30"));

        Assert.Equal(new BackfillScope(Exchange.Binance, null, Interval.M15, 30), collectors.Scope);
        Assert.Contains("binance: 70,080 candles missing in 1 series; 71 requests, cost 710, about 20 s.", run.Out, StringComparison.Ordinal);
        Assert.Contains("binance: completed, 39,000 candles stored in 10 s", run.Out, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task With_json_there_is_one_object_and_nothing_else()
    {
        var run = new CommandRun { System = { Collectors = new OneRun(BackfillPhase.Completed).Answer } };

        Assert.Equal(0, await run.RunAsync("backfill", "--database", Database, "--json"));

        var summary = JsonSerializer.Deserialize<JsonElement>(run.Out);
        Assert.True(summary.GetProperty("complete").GetBoolean());
        Assert.Equal("completed", summary.GetProperty("runs")[0].GetProperty("phase").GetString());
    }

    [Fact]
    public async Task On_a_terminal_there_is_a_bar_for_each_series()
    {
        var run = new CommandRun { IsTerminal = true, System = { Collectors = new OneRun(BackfillPhase.Completed).Answer } };

        Assert.Equal(0, await run.RunAsync("backfill", "--database", Database));

        Assert.Contains("binance BTCUSDT 15m", run.Out, StringComparison.Ordinal);
        Assert.Contains("40,000/70,080", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BackfillPhase.Incomplete)]
    [InlineData(BackfillPhase.Cancelled)]
    public async Task A_run_that_is_not_complete_ends_with_1(BackfillPhase phase)
    {
        var run = new CommandRun { System = { Collectors = new OneRun(phase).Answer } };
        Assert.Equal(1, await run.RunAsync("backfill", "--database", Database));
    }

    [Fact]
    public async Task A_run_that_a_newer_one_has_taken_the_place_of_ends_with_1_instead_of_waiting_for_ever()
    {
        var run = new CommandRun { System = { Collectors = new OneRun(BackfillPhase.Completed, isReplaced: true).Answer } };

        Assert.Equal(1, await run.RunAsync("backfill", "--database", Database));
    }

    [Theory]
    [InlineData(BackfillRefusal.NothingInScope, 2)]
    [InlineData(BackfillRefusal.AlreadyRunning, 1)]
    public async Task A_refusal_is_told_and_ends_with_2_where_the_scope_is_wrong_and_with_1_otherwise(BackfillRefusal reason, int code)
    {
        var run = new CommandRun
        {
            System = { Collectors = m => new CollectorProtocol.BackfillRefused(default, reason, "Nothing of that is collected.") },
        };

        Assert.Equal(code, await run.RunAsync("backfill", "--database", Database, "--symbol", "dogeusdt"));

        Assert.Equal(["Nothing of that is collected."], run.ErrorLines);
    }

    [Fact]
    public async Task An_interrupted_backfill_says_so_and_ends_with_1()
    {
        using var stop = new CancellationTokenSource();
        var run = new CommandRun();
        run.System.Collectors = m =>
        {
            if (m is CollectorProtocol.StartBackfill start)
                return new CollectorProtocol.BackfillAccepted(start.Run, [Exchange.Binance]);
            stop.Cancel();
            return new CollectorProtocol.BackfillStatus([]);
        };

        Assert.Equal(1, await run.RunAsync(stop.Token, "backfill", "--database", Database));

        Assert.StartsWith("Interrupted", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_has_the_file_runs_the_backfill()
    {
        var collectors = new OneRun(BackfillPhase.Completed);
        await using var server = await WebServer.StartAsync(new FakeSystem { Collectors = collectors.Answer });
        using var writerLock = DatabaseLock.Acquire(Database);
        new ServerNotice(Environment.ProcessId, server.Address.ToString().TrimEnd('/')).Write(Database);
        var run = new CommandRun();

        Assert.Equal(0, await run.RunAsync("backfill", "--database", Database, "--symbol", "btcusdt", $"--CryptoFlow:Api:Key={WebServer.Key}"));

        Assert.Equal(new BackfillScope(null, "BTCUSDT", null, null), collectors.Scope);
        Assert.Contains("binance: completed", run.Out, StringComparison.Ordinal);
        Assert.Empty(run.System.Asked);
    }

    [Theory]
    [InlineData("", "CryptoFlow:Api:Key")]
    [InlineData("not-the-key-of-that-server", "X-Api-Key")]
    public async Task Without_the_servers_key_it_refuses_with_a_sentence(string key, string names)
    {
        await using var server = await WebServer.StartAsync();
        using var writerLock = DatabaseLock.Acquire(Database);
        new ServerNotice(Environment.ProcessId, server.Address.ToString().TrimEnd('/')).Write(Database);
        var run = new CommandRun();

        Assert.Equal(1, await run.RunAsync("backfill", "--database", Database, $"--CryptoFlow:Api:Key={key}"));

        Assert.Contains(names, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(run.System.Asked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_notice_of_a_killed_server_is_ignored(bool processIdIsInUseAgain)
    {
        new ServerNotice(processIdIsInUseAgain ? Environment.ProcessId : int.MaxValue, "http://127.0.0.1:1").Write(Database);
        var run = new CommandRun { System = { Collectors = new OneRun(BackfillPhase.Completed).Answer } };

        Assert.Equal(0, await run.RunAsync("backfill", "--database", Database));
    }

    [Theory]
    [InlineData("""{"pid":PID,"url":"not an address"}""")]
    [InlineData("""{"pid":PID,"url":"ftp://127.0.0.1:1"}""")]
    [InlineData("""{"pid":PID}""")]
    [InlineData("""{"pid":-1,"url":"http://127.0.0.1:1"}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task A_notice_that_cannot_be_read_is_passed_over(string notice)
    {
        using var writerLock = DatabaseLock.Acquire(Database);
        await File.WriteAllTextAsync(ServerNotice.PathFor(Database), notice.Replace("PID", $"{Environment.ProcessId}", StringComparison.Ordinal));
        var run = new CommandRun { System = { Collectors = new OneRun(BackfillPhase.Completed).Answer } };

        Assert.Equal(0, await run.RunAsync("backfill", "--database", Database));
    }

    [Fact]
    public async Task A_notice_without_the_lock_is_stale_and_nobody_waits_for_the_program_at_its_address()
    {
        using var silent = new SilentServer();
        new ServerNotice(Environment.ProcessId, silent.Url).Write(Database);
        var run = new CommandRun { System = { Collectors = new OneRun(BackfillPhase.Completed).Answer } };

        Assert.Equal(0, await run.RunAsync("backfill", "--database", Database));

        Assert.Equal(0, silent.Connections);
    }

    [Fact]
    public async Task A_server_that_hangs_is_named_after_five_seconds()
    {
        using var silent = new SilentServer();
        using var writerLock = DatabaseLock.Acquire(Database);
        new ServerNotice(Environment.ProcessId, silent.Url).Write(Database);
        var time = new FakeTimeProvider();
        var run = new CommandRun { Time = time };

        var ending = run.RunAsync("backfill", "--database", Database, $"--CryptoFlow:Api:Key={WebServer.Key}");
        await Poll.UntilAsync(() => silent.Connections, connections => connections > 0);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(ending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(1, await ending);
        Assert.StartsWith($"The server (process {Environment.ProcessId}) at {silent.Url} has not answered for 5 s", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(run.System.Asked);
    }

    /// <summary>Plays the collectors: plans one run, then ends it in the given phase.</summary>
    private sealed class OneRun(BackfillPhase end, bool isReplaced = false)
    {
        private RunId _run;
        private int _looks;

        public BackfillScope? Scope { get; private set; }

        public object? Answer(object message)
        {
            if (message is CollectorProtocol.StartBackfill start)
            {
                (_run, Scope) = (start.Run, start.Scope);
                return new CollectorProtocol.BackfillAccepted(_run, [Exchange.Binance]);
            }

            return new CollectorProtocol.BackfillStatus(_looks++ switch
            {
                0 => [Some.Run(_run, BackfillPhase.Planning, planned: false), Some.Run(RunId.New(), BackfillPhase.Running, Exchange.Bybit)],
                1 => [Some.Run(_run, BackfillPhase.Running)],
                _ => [Some.Run(isReplaced ? RunId.New() : _run, end)],
            });
        }
    }
}
