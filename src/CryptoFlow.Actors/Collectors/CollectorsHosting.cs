using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Collectors.Budgets;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Composition;
using CryptoFlow.Exchanges;
using CryptoFlow.Exchanges.Streams;
using CryptoFlow.Outgoing;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Collectors;

/// <summary>Composes the collectors of the exchanges.</summary>
public static class CollectorsHosting
{
    /// <summary>How long the collectors may take to stop.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Adds the collectors, one for each exchange of the <see cref="CollectionPlan"/>; none if collecting is switched off. Needs the <see cref="DbWriterActor"/>,
    /// the <see cref="DbReaderRouterActor"/> and the <see cref="CollectorObserver"/>. Registers <see cref="CollectorManagerActor"/>.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="periodic">Whether the collectors sync and search on their own. False for the command <c>backfill</c>.</param>
    /// <param name="checksOnly">Whether the collectors only check series and send no other requests.</param>
    public static IServiceCollection AddCollectors(this IServiceCollection services, bool periodic, bool checksOnly = false) =>
        services.AddPart(nameof(AddCollectors), part => Start(part, periodic, checksOnly));

    /// <summary>The contexts of the exchanges that this process's configuration collects; none if collecting is switched off.</summary>
    /// <param name="part">The part that runs the collectors.</param>
    /// <param name="periodic">Whether the collectors sync and search on their own.</param>
    /// <param name="budgets">Keeps the request budgets when an exchange moves to another process.</param>
    /// <param name="checksOnly">Whether the collectors only check series and send no other requests.</param>
    public static CollectorContexts ContextsOf(PartStart part, bool periodic, IBudgetStore budgets, bool checksOnly = false)
    {
        var plans = PlansOf(part);
        return new CollectorContexts(plans, exchange => ContextOf(exchange, part, periodic) with { Budgets = budgets, ChecksOnly = checksOnly });
    }

    /// <summary>The exchanges that this process's configuration collects; none if collecting is switched off.</summary>
    public static ImmutableArray<ExchangePlan> PlansOf(PartStart part) =>
        part.Service<CollectorOptions>().Enabled ? part.Service<CollectionPlan>().Exchanges : [];

    /// <summary>A collector, to be started wherever the exchange is placed.</summary>
    /// <param name="reports">Receives each <see cref="CollectorProtocol.CollectorReported"/>.</param>
    /// <param name="context">The settings and collaborators.</param>
    public static Props CollectorProps(IActorRef reports, CollectorContext context) => ExchangeCollectorActor.Props(reports, context);

    /// <summary>The log of the manager of the collectors.</summary>
    public static ILogger ManagerLog(PartStart part) => part.Loggers.CreateLogger("CryptoFlow.Collectors");

    private static Task Start(PartStart part, bool periodic, bool checksOnly)
    {
        var contexts = ContextsOf(part, periodic, OwnBudget.Instance, checksOnly);
        var collectors = part.System.ActorOf(
            CollectorManagerActor.Props(
                contexts.Plans,
                (manager, exchange) => manager.ActorOf(CollectorProps(manager.Self, contexts.Find(exchange)!), exchange.ToWireName()),
                part.Actor<CollectorObserver>(),
                ManagerLog(part)),
            "collectors");
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
            options,
            periodic,
            part.Time,
            Environment.ProcessId,
            part.Loggers.CreateLogger($"CryptoFlow.Collectors.{exchange.Exchange}"))
        { Streams = StreamsOf(exchange, part) };
    }

    private static StreamSetup? StreamsOf(ExchangePlan exchange, PartStart part)
    {
        if (exchange.StreamUrl is not { } url)
            return null;
        var log = part.Loggers.CreateLogger($"CryptoFlow.Exchanges.{exchange.Exchange}");
        var sockets = new StreamSockets(new OutgoingConnector(part.Time, log), StreamProtocol.Of(exchange.Exchange).Limits);
        var samples = part.Service<IStreamSamples>();
        return new StreamSetup(url, sockets.ConnectAsync, part.Service<FormingBoard>(), samples.AddDelay) { Times = part.Service<StreamTimes>() };
    }
}
