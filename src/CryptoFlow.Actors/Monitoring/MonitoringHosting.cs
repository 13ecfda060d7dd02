using System.Diagnostics.Metrics;
using Akka.Actor;
using CryptoFlow.Backups;
using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Composition;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Monitoring.Metrics;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Trading.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Monitoring;

/// <summary>Composes the system monitor, the alerts and the metrics.</summary>
public static class MonitoringHosting
{
    /// <summary>
    /// Adds the monitoring of this process. Needs the options and the <see cref="CollectionPlan"/>, but no actor of another part: the other parts report to it.
    /// Registers <see cref="SystemMonitorActor"/>, also as <see cref="StorageObserver"/> and <see cref="CollectorObserver"/>.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="raisesAlerts">True if alerts may be raised, unless the options switch them off. False for a command, which ends soon.</param>
    public static IServiceCollection AddMonitoring(this IServiceCollection services, bool raisesAlerts)
    {
        services.AddMetrics();
        services.AddPart(nameof(AddMonitoring), StartCounting);
        services.TryAddSingleton<MonitorBoard>();
        services.TryAddSingleton<TraderBoard>();
        services.TryAddSingleton<BackupBoard>();
        services.AddSingleton<IMonitorSamples>(
            sp => new StorageSamples(CryptoFlowMeter.Of(sp.GetRequiredService<IMeterFactory>()), sp.GetRequiredService<DatabaseOptions>().Readers));
        services.AddSingleton<IStreamSamples>(sp => new StreamSamples(CryptoFlowMeter.Of(sp.GetRequiredService<IMeterFactory>())));
        return services.AddPart(nameof(AddMonitoring), part => Start(part, raisesAlerts));
    }

    /// <summary>Runs before any other actor of the program starts, so that every actor is counted.</summary>
    private static Task StartCounting(PartStart part)
    {
        var counts = new ActorCounts();
        _ = new ActorInstruments(CryptoFlowMeter.Of(part.Service<IMeterFactory>()), counts);
        ActorEvents.Subscribe(part.System, counts);
        return Task.CompletedTask;
    }

    private static Task Start(PartStart part, bool raisesAlerts)
    {
        var (options, board) = (part.Service<AlertOptions>(), part.Service<MonitorBoard>());
        var rules = AlertRules.For(options);
        _ = new HealthInstruments(CryptoFlowMeter.Of(part.Service<IMeterFactory>()), board, rules, part.Time);

        IActorRef alerts = ActorRefs.Nobody;
        if (raisesAlerts && options.Enabled)
            alerts = part.System.ActorOf(AlertActor.Props(rules, board, Webhook(part, options), part.Time, part.Loggers.CreateLogger<AlertActor>()), "alerts");
        var monitor = part.System.ActorOf(
            SystemMonitorActor.Props(
                part.Service<CollectionPlan>(),
                part.Service<CollectorOptions>(),
                board,
                part.Service<TraderBoard>(),
                alerts,
                part.Time,
                part.Loggers.CreateLogger<SystemMonitorActor>(),
                part.Service<BackupBoard>(),
                node: part.Find<INodeView>()),
            "monitor");
        part.Register<SystemMonitorActor>(monitor);
        part.Register<StorageObserver>(monitor);
        part.Register<CollectorObserver>(monitor);
        return Task.CompletedTask;
    }

    private static Props? Webhook(PartStart part, AlertOptions options) => WebhookSettings.From(options, part.Find<INodeView>()?.Now.Address) is { } settings
        ? AlertWebhookActor.Props(settings, part.Service<MonitorBoard>().Webhook, part.Time, part.Loggers.CreateLogger<AlertActor>())
        : null;
}
