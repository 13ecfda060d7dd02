using System.Diagnostics.Metrics;
using Akka;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using CryptoFlow.Collectors;
using CryptoFlow.Configuration;
using CryptoFlow.Exchanges;
using CryptoFlow.Monitoring;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Monitoring.Metrics;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trading.Live;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CryptoFlow;

/// <summary>Settings of this process that do not come from the configuration.</summary>
/// <param name="Origin">The origin of the collected candles: exchanges or simulator.</param>
/// <param name="Periodic">Whether the collectors sync periodically. False for the command <c>backfill</c>.</param>
public sealed record RunMode(MarketOrigin Origin, bool Periodic)
{
    public static RunMode Serve { get; } = new(MarketOrigin.Exchanges, Periodic: true);
}

/// <summary>
/// Composes the system: the options, the guard of the file, the actors, and the order of their stop. The host adds HTTP. The host and the actors find other
/// actors through the registry: <c>IRequiredActor&lt;DbReaderRouterActor&gt;</c> and so on.
/// </summary>
public static class CryptoFlowHosting
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(10);

    // HTTP drains in about a second before this, so the whole stop takes less than 5 s (docs/architecture.md, Start and stop). The phases in hocon/ have the same
    // timeouts.
    private static readonly TimeSpan StopCollectorsWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopStorageWithin = TimeSpan.FromSeconds(2);

    /// <summary>Adds everything that is not HTTP. To be called before the web server's own services, so that it starts first and stops last.</summary>
    public static IServiceCollection AddCryptoFlow(this IServiceCollection services, IConfiguration configuration, RunMode mode)
    {
        services.AddCryptoFlowOptions(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton(mode);
        services.AddSingleton(sp => OptionsOf(sp).CollectionPlan());
        services.AddSingleton(sp => StorageSettings.From(OptionsOf(sp).Database, sp.GetRequiredService<CollectionPlan>().Intervals));
        services.AddSingleton(sp => new DatabaseGuard(sp.GetRequiredService<StorageSettings>(), mode.Origin));
        services.AddSingleton<ProgramStop>();
        services.AddHostedService<DatabaseStartupService>();
        services.AddAkka("cryptoflow", (akka, sp) => akka
            .AddHocon(ReadHocon(), HoconAddMode.Append)
            .WithActorAskTimeout(TimeSpan.FromSeconds(5))
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .AddStartup((system, registry) => StartAsync(system, registry, sp)));
        return services;
    }

    /// <summary>Adds the bound and validated options. A command that only reads the file needs nothing else.</summary>
    public static IServiceCollection AddCryptoFlowOptions(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(CryptoFlowOptions.Section);
        services.AddOptions<CryptoFlowOptions>().Bind(section).Configure(options => ListSettings.Apply(section, options)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CryptoFlowOptions>, CryptoFlowOptionsValidator>();
        services.AddSingleton<IValidateOptions<CryptoFlowOptions>>(new KnownKeys(section));
        return services;
    }

    private static CryptoFlowOptions OptionsOf(IServiceProvider services) => services.GetRequiredService<IOptions<CryptoFlowOptions>>().Value;

    private static Config ReadHocon() =>
        ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "cryptoflow.conf")));

    private static async Task StartAsync(ActorSystem system, IActorRegistry registry, IServiceProvider services)
    {
        var options = OptionsOf(services);
        var plan = services.GetRequiredService<CollectionPlan>();
        var time = services.GetRequiredService<TimeProvider>();
        var loggers = services.GetRequiredService<ILoggerFactory>();

        var rules = AlertRules.For(options.Alerts);
        CryptoFlowMetrics.Attach(services.GetRequiredService<IMeterFactory>(), MonitorBoard.Of(system), rules, options.Database.Readers, time);
        if (options.Alerts.Enabled && services.GetRequiredService<RunMode>().Periodic)
            system.ActorOf(AlertActor.Props(rules, WebhookSettings.From(options.Alerts), time, loggers.CreateLogger<AlertActor>()), "alerts");

        var monitor = system.ActorOf(SystemMonitorActor.Props(plan, options.Collector, time, loggers.CreateLogger<SystemMonitorActor>()), "monitor");
        registry.Register<SystemMonitorActor>(monitor);
        var storage = system.ActorOf(
            StorageActor.Props(
                services.GetRequiredService<StorageSettings>(), services.GetRequiredService<DatabaseGuard>(), monitor, time, loggers, services.GetRequiredService<ProgramStop>().Begin),
            "storage");
        var actors = await storage
            .Ask<StorageProtocol.StorageActors>(StorageProtocol.GetStorageActors.Instance, StartWithin)
            .ConfigureAwait(false);
        registry.Register<StorageActor>(storage);
        registry.Register<DbWriterActor>(actors.Writer);
        registry.Register<DbReaderRouterActor>(actors.Readers);
        registry.Register<StorageMonitorActor>(actors.Monitor);

        var collectors = system.ActorOf(
            CollectorManagerActor.Props([.. ContextsOf(options, plan, actors, monitor, services.GetRequiredService<RunMode>(), time, loggers)]), "collectors");
        registry.Register<CollectorManagerActor>(collectors);
        var trading = StartTrading(system, registry, services, actors);
        StopInOrder(system, storage, collectors, trading);
    }

    /// <summary>Creates the actor of the paper traders; <c>ActorRefs.Nobody</c> if paper trading is off or if only a command runs.</summary>
    private static IActorRef StartTrading(ActorSystem system, IActorRegistry registry, IServiceProvider services, StorageProtocol.StorageActors actors)
    {
        var (options, collector) = (OptionsOf(services).PaperTrading, OptionsOf(services).Collector);
        if (!options.Enabled || !services.GetRequiredService<RunMode>().Periodic)
            return ActorRefs.Nobody;
        var setups = TraderSetups.From(
            options,
            collector.Enabled ? services.GetRequiredService<CollectionPlan>().Series.ToHashSet() : [],
            actors.Writer,
            actors.Readers,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>().CreateLogger("CryptoFlow.Trading"));
        var trading = system.ActorOf(PaperTradingActor.Props([.. setups]), "paper-trading");
        registry.Register<PaperTradingActor>(trading);
        return trading;
    }

    private static IEnumerable<CollectorContext> ContextsOf(
        CryptoFlowOptions options,
        CollectionPlan plan,
        StorageProtocol.StorageActors actors,
        IActorRef monitor,
        RunMode mode,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        if (!options.Collector.Enabled)
            yield break;
        foreach (var exchange in plan.Exchanges)
        {
            yield return new CollectorContext(
                exchange,
                ExchangeClients.Create(
                    exchange.Exchange,
                    exchange.BaseUrl,
                    time,
                    loggers,
                    requestTimeout: TimeSpan.FromSeconds(options.Collector.RequestTimeoutSeconds),
                    closeGrace: TimeSpan.FromSeconds(options.Collector.CloseGraceSeconds)),
                actors.Writer,
                actors.Readers,
                monitor,
                options.Collector,
                mode.Periodic,
                time,
                Environment.ProcessId,
                loggers.CreateLogger($"CryptoFlow.Collectors.{exchange.Exchange}"));
        }
    }

    /// <summary>The order of the stop: cancel the collectors' runs; store what is queued; close the connections of readers, storage monitor and writer.</summary>
    private static void StopInOrder(ActorSystem system, IActorRef storage, IActorRef collectors, IActorRef trading)
    {
        var shutdown = CoordinatedShutdown.Get(system);
        if (!trading.IsNobody())
        {
            shutdown.AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "stop-trading", async () =>
            {
                await trading
                    .Ask<PaperTradingActor.TradingStopped>(PaperTradingActor.StopTrading.Instance, StopCollectorsWithin)
                    .ConfigureAwait(false);
                return Done.Instance;
            });
        }

        shutdown.AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "stop-collectors", async () =>
        {
            await collectors
                .Ask<CollectorManagerActor.CollectorsStopped>(CollectorManagerActor.StopCollectors.Instance, StopCollectorsWithin)
                .ConfigureAwait(false);
            return Done.Instance;
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "stop-storage", async () =>
        {
            await storage
                .Ask<StorageProtocol.StorageStopped>(new StorageProtocol.StopStorage(StopStorageWithin), StopStorageWithin)
                .ConfigureAwait(false);
            return Done.Instance;
        });
    }
}
