using Akka.Actor;
using CryptoFlow.Composition;
using CryptoFlow.Exchanges;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Collectors;

/// <summary>Composes the collectors of the exchanges.</summary>
public static class CollectorsHosting
{
    /// <summary>How long the collectors may take to stop.</summary>
    public static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Adds the collectors, one for each exchange of the <see cref="CollectionPlan"/>; none if collecting is switched off. Needs the <see cref="DbWriterActor"/>,
    /// the <see cref="DbReaderRouterActor"/> and the <see cref="CollectorObserver"/>. Registers <see cref="CollectorManagerActor"/>.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="periodic">Whether the collectors sync and search on their own. False for the command <c>backfill</c>.</param>
    public static IServiceCollection AddCollectors(this IServiceCollection services, bool periodic) =>
        services.AddPart(nameof(AddCollectors), part => Start(part, periodic));

    /// <summary>The manager, with the collectors below it.</summary>
    public static Props ManagerProps(PartStart part, bool periodic)
    {
        var contexts = part.Service<CollectorOptions>().Enabled
            ? part.Service<CollectionPlan>().Exchanges.Select(exchange => ContextOf(exchange, part, periodic))
            : [];
        return CollectorManagerActor.Props([.. contexts]);
    }

    private static Task Start(PartStart part, bool periodic)
    {
        var collectors = part.System.ActorOf(ManagerProps(part, periodic), "collectors");
        part.Register<CollectorManagerActor>(collectors);
        part.OnStop(
            CoordinatedShutdown.PhaseServiceRequestsDone,
            "stop-collectors",
            () => collectors.Ask<CollectorManagerActor.CollectorsStopped>(CollectorManagerActor.StopCollectors.Instance, StopWithin));
        return Task.CompletedTask;
    }

    private static CollectorContext ContextOf(ExchangePlan exchange, PartStart part, bool periodic)
    {
        var options = part.Service<CollectorOptions>();
        var client = ExchangeClients.Create(
            exchange.Exchange,
            exchange.BaseUrl,
            part.Time,
            part.Loggers,
            requestTimeout: TimeSpan.FromSeconds(options.RequestTimeoutSeconds),
            closeGrace: TimeSpan.FromSeconds(options.CloseGraceSeconds));
        return new CollectorContext(
            exchange,
            client,
            part.Actor<DbWriterActor>(),
            part.Actor<DbReaderRouterActor>(),
            part.Actor<CollectorObserver>(),
            options,
            periodic,
            part.Time,
            Environment.ProcessId,
            part.Loggers.CreateLogger($"CryptoFlow.Collectors.{exchange.Exchange}"));
    }
}
