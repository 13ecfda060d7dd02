using Akka.Actor;
using Akka.Hosting;
using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Monitoring;
using CryptoFlow.Simulator;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Sqlite.StartUp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Testing;

/// <summary>The whole system without HTTP, on a real database file and with the exchange simulator.</summary>
public sealed class CollectorHost : IAsyncDisposable
{
    /// <summary>The time for an answer of an actor.</summary>
    public static readonly TimeSpan AnswersWithin = HangGuard.Limit;

    private readonly IHost _host;

    private CollectorHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public ActorSystem System => Services.GetRequiredService<ActorSystem>();

    public ICommitFeed Commits => Services.GetRequiredService<ICommitFeed>();

    public IActorRef Monitor => Actor<StorageMonitorActor>();

    public IActorRef Collectors => Actor<CollectorManagerActor>();

    /// <summary>Starts the system. Settings are keys below <c>CryptoFlow</c>, such as <c>Collector:HistoryDays</c>.</summary>
    public static async Task<CollectorHost> StartAsync(
        string databasePath,
        ExchangeSimulator simulator,
        IReadOnlyDictionary<string, string?>? settings = null,
        bool periodic = true,
        TimeProvider? time = null,
        MarketOrigin origin = MarketOrigin.Simulator,
        StreamTimes? streamTimes = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["CryptoFlow:Database:Path"] = databasePath,
            ["CryptoFlow:Exchanges:binance:BaseUrl"] = simulator.BaseAddress(Venue.Binance).ToString(),
            ["CryptoFlow:Exchanges:bybit:BaseUrl"] = simulator.BaseAddress(Venue.Bybit).ToString(),
            ["CryptoFlow:Exchanges:bitget:BaseUrl"] = simulator.BaseAddress(Venue.Bitget).ToString(),
        });
        builder.Configuration.AddInMemoryCollection((settings ?? new Dictionary<string, string?>()).ToDictionary(s => $"CryptoFlow:{s.Key}", s => s.Value));
        builder.Logging.SetMinimumLevel(LogLevel.Debug);
        if (Environment.GetEnvironmentVariable("CRYPTOFLOW_TEST_LOG") is not null)
            builder.Logging.AddSimpleConsole(c => c.SingleLine = true);
        if (time is not null)
            builder.Services.AddSingleton(time);
        if (streamTimes is not null)
            builder.Services.AddSingleton(streamTimes);
        builder.Services.AddCryptoFlow(builder.Configuration, new RunMode(origin, periodic));
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = AnswersWithin);
        var host = builder.Build();
        await host.StartAsync();
        return new CollectorHost(host);
    }

    public IActorRef Actor<TKey>() => Services.GetRequiredService<ActorRegistry>().Get<TKey>();

    /// <summary>The current health, after the monitor has handled all messages that were sent to it.</summary>
    public async Task<SystemHealth> HealthAsync()
    {
        Monitor.Tell(StorageMonitorProtocol.ShowHealth.Instance);
        await Monitor.Ask<ActorIdentity>(new Identify(null), AnswersWithin);
        await Actor<SystemMonitorActor>().Ask<ActorIdentity>(new Identify(null), AnswersWithin);
        return Services.GetRequiredService<MonitorBoard>().Health!;
    }

    /// <summary>Polls until the newest backfill run of every exchange has ended.</summary>
    public async Task<IReadOnlyList<BackfillRun>> BackfillEndedAsync(int exchanges)
    {
        var status = await Poll.UntilAsync(
            () => Collectors.Ask<CollectorProtocol.BackfillStatus>(new CollectorProtocol.GetBackfill(AnswersWithin), AnswersWithin),
            status => status.Runs.Length == exchanges && status.Runs.All(r => r.HasEnded));
        return status.Runs;
    }

    /// <summary>Waits until the collector of an exchange has the expected state.</summary>
    public async Task<CollectorState> CollectorAsync(Exchange exchange, Predicate<CollectorState> expected, TimeSpan? within = null)
    {
        var state = await Poll.UntilAsync(
            async () => (await HealthAsync()).Collectors.FirstOrDefault(c => c.Exchange == exchange),
            state => state is not null && expected(state),
            within);
        return state!;
    }

    /// <summary>Asks for a backfill run, as a user does. Returns the protocol's answer.</summary>
    public Task<object> StartBackfillAsync(RunId run, BackfillScope? scope = null) =>
        Collectors.Ask<object>(new CollectorProtocol.StartBackfill(run, scope ?? BackfillScope.All, AnswersWithin), AnswersWithin);

    /// <summary>Runs a user's backfill on one exchange and waits until it ends.</summary>
    public async Task<BackfillRun> BackfillAsync(Exchange exchange, BackfillScope? scope = null, TimeSpan? within = null)
    {
        var run = RunId.New();
        scope = (scope ?? BackfillScope.All) with { Exchange = exchange };
        await Poll.UntilAsync(() => StartBackfillAsync(run, scope), answer => answer is CollectorProtocol.BackfillAccepted, within);
        return (await CollectorAsync(exchange, c => c.Backfill is { HasEnded: true } ended && ended.Id == run, within)).Backfill!;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
