using System.Collections.Immutable;
using Akka.Configuration;
using Akka.Hosting;
using CryptoFlow.Backups;
using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Composition;
using CryptoFlow.Configuration;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trading.Live;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CryptoFlow;

/// <summary>Settings of this process that do not come from the configuration.</summary>
/// <param name="Origin">The origin of the collected candles: exchanges or simulator.</param>
/// <param name="Periodic">Whether the collectors sync periodically. False for the command <c>backfill</c>.</param>
public sealed record RunMode(MarketOrigin Origin, bool Periodic)
{
    public static RunMode Serve { get; } = new(MarketOrigin.Exchanges, Periodic: true);

    /// <summary>Whether the collectors send no request until somebody asks whether a series can be collected. For the command <c>series</c>.</summary>
    public bool ChecksOnly { get; init; }
}

/// <summary>
/// Composes the system from its parts. Each part is composed in its own folder, takes the other parts' actors from the registry and registers its own step of the
/// stop. The host adds HTTP, and finds actors through the registry, too: <c>IRequiredActor&lt;DbReaderRouterActor&gt;</c> and so on.
/// </summary>
public static class CryptoFlowHosting
{
    /// <summary>
    /// Adds everything that is not HTTP: all parts in one process. To be called before the web server's own services, so that it starts first and stops last.
    /// </summary>
    public static IServiceCollection AddCryptoFlow(this IServiceCollection services, IConfiguration configuration, RunMode mode)
    {
        services.AddSingleton(mode);
        services.AddSingleton<IFileOrigin>(new OwnFileOrigin(mode.Origin));
        services.AddCryptoFlowSettings(configuration).AddCryptoFlowActors();

        // The actors start in this order. They stop by the phases of the coordinated shutdown.
        services.AddMonitoring(raisesAlerts: mode.Periodic);
        services.AddStorageWriter(mode.Origin);
        services.AddReaders();
        if (mode.Periodic)
            services.AddBackups();

        // The traders start before the collectors, so that they see the first sync. It tells them that the newest candle is stored.
        if (mode.Periodic)
            services.AddPaperTrading();
        services.AddCollectors(mode.Periodic, mode.ChecksOnly);
        return services;
    }

    /// <summary>The options as the configuration has them, before they are validated: for the choice of the parts.</summary>
    public static CryptoFlowOptions ReadOptions(IConfiguration configuration)
    {
        var section = configuration.GetSection(CryptoFlowOptions.Section);
        var options = section.Get<CryptoFlowOptions>() ?? new CryptoFlowOptions();
        ListSettings.Apply(section, options);
        return options;
    }

    /// <summary>Adds the bound and validated options. A command that only reads the file needs nothing else.</summary>
    public static IServiceCollection AddCryptoFlowOptions(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(CryptoFlowOptions.Section);
        services.AddOptions<CryptoFlowOptions>().Bind(section).Configure(options => ListSettings.Apply(section, options)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CryptoFlowOptions>, CryptoFlowOptionsValidator>();
        services.AddSingleton<IValidateOptions<CryptoFlowOptions>>(new KnownKeys(section));
        services.AddSingleton<IValidateOptions<CryptoFlowOptions>>(new UnusedClusterKeys(section));
        return services;
    }

    /// <summary>Adds what the parts read from the options. Each part takes its own section and does not know the others. Without a <see cref="RunMode"/> the process serves.</summary>
    public static IServiceCollection AddCryptoFlowSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCryptoFlowOptions(configuration);
        services.TryAddSingleton(RunMode.Serve);
        services.AddSingleton(sp => OptionsOf(sp).Database);
        services.AddSingleton(sp => OptionsOf(sp).Collector);
        services.AddSingleton(sp => OptionsOf(sp).Alerts);
        services.AddSingleton(sp => OptionsOf(sp).Backup);
        services.AddSingleton(sp => OptionsOf(sp).PaperTrading);
        services.AddSingleton(sp => OptionsOf(sp).CollectionPlan());
        services.AddSingleton(sp => CollectedFrom(OptionsOf(sp).Collector, sp.GetRequiredService<CollectionPlan>()) with { Retention = OptionsOf(sp).RulesOfRetention() });
        services.AddSingleton(sp => SettingsOf(OptionsOf(sp), sp.GetRequiredService<CollectionPlan>(), sp.GetRequiredService<RunMode>()));
        return services;
    }

    /// <summary>Adds the actor system, with the actors of all parts that the host has when it starts.</summary>
    public static IServiceCollection AddCryptoFlowActors(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FormingBoard>();
        services.TryAddSingleton<IFormingCandles>(sp => sp.GetRequiredService<FormingBoard>());
        services.TryAddSingleton(new StreamTimes());
        services.TryAddSingleton(IStreamSamples.None);
        return services.AddAkka("cryptoflow", (akka, sp) =>
        {
            akka
                .AddHocon(ReadHocon(), HoconAddMode.Append)
                .WithActorAskTimeout(TimeSpan.FromSeconds(5))
                .ConfigureLoggers(loggers =>
                {
                    loggers.ClearLoggers();
                    loggers.AddLoggerFactory();
                });
            foreach (var part in sp.GetServices<ActorPart>())
                part.Compose(akka, sp);
        });
    }

    private static StorageSettings SettingsOf(CryptoFlowOptions options, CollectionPlan plan, RunMode mode)
    {
        var settings = StorageSettings.From(options.Database, plan.Intervals) with
        {
            Retention = options.RulesOfRetention(),
            RemovesOldCandles = mode.Periodic,
        };
        return options.Backup.BeforeMigration ? settings with { MigrationBackups = options.Backup.DirectoryFor(settings.Path) } : settings;
    }

    private static CollectedSeries CollectedFrom(CollectorOptions collector, CollectionPlan plan) => collector.Enabled
        ? CollectedSeries.Of(plan.Exchanges.Select(e => (e.Exchange, e.HistoryDays, e.Series)))
        : CollectedSeries.None;

    private static CryptoFlowOptions OptionsOf(IServiceProvider services) => services.GetRequiredService<IOptions<CryptoFlowOptions>>().Value;

    private static Config ReadHocon() =>
        ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "cryptoflow.conf")));
}
