using CryptoFlow.Configuration;
using CryptoFlow.Errors;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Web.CommandLine;
using CryptoFlow.Web.Demo;
using CryptoFlow.Web.Hosting;
using Microsoft.Extensions.Configuration;

namespace CryptoFlow.Web.Tests.CommandLine;

public sealed class ServeCommandTests
{
    [Fact]
    public async Task While_it_serves_its_notice_says_where_and_afterwards_the_notice_is_gone()
    {
        using var folder = new TempFolder();
        var database = folder.File("x.db");
        using var stop = new CancellationTokenSource();
        var run = new CommandRun();

        using var writerLock = DatabaseLock.Acquire(database);
        var serving = run.RunAsync(stop.Token, "--database", database, "--urls", "http://127.0.0.1:0");
        var notice = await NoticeAsync(database, serving);
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"{notice.Url}/health/live"));
        await stop.CancelAsync();

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(Environment.ProcessId, notice.Pid);
        Assert.Equal(0, await serving);
        Assert.False(File.Exists(ServerNotice.PathFor(database)));
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Demo_points_the_exchanges_at_the_simulator_and_keeps_to_a_file_of_its_own()
    {
        IConfiguration? seen = null;
        var environment = new CommandEnvironment
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            IsTerminal = false,
            DemoExchanges = () => new StubExchanges(),
            AddSystem = (_, configuration, _) =>
            {
                seen = configuration;
                throw new UserError("Seen enough.");
            },
        };

        Assert.Equal(1, await CryptoFlowCommands.RunAsync(["--demo"], environment));

        Assert.Equal("http://127.0.0.1:9001/", seen!["CryptoFlow:Exchanges:binance:BaseUrl"]);
        Assert.Equal("data/demo.db", seen["CryptoFlow:Database:Path"]);
    }

    [Theory]
    [InlineData("http://0.0.0.0:3000", "http://localhost:3000")]
    [InlineData("http://[::]:3000", "http://localhost:3000")]
    [InlineData("http://127.0.0.1:3000", "http://127.0.0.1:3000")]
    public void The_notice_names_an_address_that_can_be_called(string bound, string called) =>
        Assert.Equal(called, ServerAnnouncement.LocalAddress(bound));

    [Fact]
    public void The_shipped_settings_say_what_holds_without_them()
    {
        var shipped = new CryptoFlowOptions();
        new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build()
            .GetSection(CryptoFlowOptions.Section).Bind(shipped);

        Assert.Equal(ValuesBesideExchanges(new CryptoFlowOptions()), ValuesBesideExchanges(shipped));
        var (withFile, without) = (shipped.CollectionPlan(), new CryptoFlowOptions().CollectionPlan());
        Assert.Equal(without.Series, withFile.Series);
        Assert.Equal(without.Exchanges.Select(e => (e.BaseUrl, e.HistoryDays)), withFile.Exchanges.Select(e => (e.BaseUrl, e.HistoryDays)));
    }

    private static List<string> ValuesBesideExchanges(CryptoFlowOptions options) =>
    [
        .. from option in OptionTree.ValuesOf(options)
           where !option.Key.Path.StartsWith("Exchanges:", StringComparison.Ordinal)
           select $"{option.Key.Path}={(option.Value is List<string> list ? string.Join(',', list) : option.Value)}",
    ];

    /// <summary>Waits for the notice, which the server moves into place when it listens. Another process learns of the server only by this file.</summary>
    private static async Task<ServerNotice> NoticeAsync(string database, Task<int> serving)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!serving.IsCompleted && await timer.WaitForNextTickAsync())
        {
            if (ServerNotice.Find(database) is { } notice)
                return notice;
        }

        throw new InvalidOperationException($"The server ended with exit code {await serving} before it served.");
    }

    private sealed class StubExchanges : IDemoExchanges
    {
        public Task<IReadOnlyDictionary<Exchange, Uri>> StartAsync(long startAt, double speed, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyDictionary<Exchange, Uri>>(new Dictionary<Exchange, Uri> { [Exchange.Binance] = new("http://127.0.0.1:9001") });

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
