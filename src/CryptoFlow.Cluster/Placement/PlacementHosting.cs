using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.Hosting;
using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Budgets;
using CryptoFlow.Composition;
using CryptoFlow.Market;
using CryptoFlow.Membership;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using CryptoFlow.Trading;
using CryptoFlow.Trading.Live;
using CryptoFlow.Trading.Strategies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Placement;

/// <summary>Composes the collectors and the paper traders of a cluster: entities of shard regions, instead of children of an actor of this process.</summary>
public static class PlacementHosting
{
    private const string Collectors = "collectors";
    private const string Traders = "traders";
    private const string HandOverPhase = "cryptoflow-hand-over";

    /// <summary>The timeout of the phase in <c>hocon/placement.conf</c>, less 300 ms for the last report.</summary>
    private static readonly TimeSpan HandOverWithin = TimeSpan.FromMilliseconds(4_700);

    /// <summary>
    /// Adds this node's part of the placement, instead of <c>AddCollectors</c> and <c>AddPaperTrading</c>. Like these it needs the actors of the writer, of the
    /// readers and of the <see cref="CollectorObserver"/>, and on a node with the role paper the commit feed. Registers <see cref="CollectorManagerActor"/>.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="roles">The roles of this node.</param>
    public static IServiceCollection AddPlacement(this IServiceCollection services, NodeRoles roles)
    {
        services.TryAddSingleton<TraderBoard>();
        services.TryAddSingleton<EntityBoard>();
        if (roles.Paper)
            services.TryAddCommitFeed();
        services.AddPart((akka, sp) => akka
            .AddHocon(ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "placement.conf"))), HoconAddMode.Prepend)
            .WithPart(sp, nameof(AddPlacement), StartPublisher)
            .WithCollectors(sp, roles.Collector)
            .WithTraders(sp, roles.Paper)
            .WithPart(sp, nameof(AddPlacement), StartManager));
        return services;
    }

    private static Task StartPublisher(PartStart part)
    {
        part.Register<ReportPublisherActor>(part.System.ActorOf(ReportPublisherActor.Props(), "report-publisher"));
        return Task.CompletedTask;
    }

    private static AkkaConfigurationBuilder WithCollectors(this AkkaConfigurationBuilder akka, IServiceProvider services, bool runsHere)
    {
        if (!runsHere)
            return akka.WithShardRegionProxy<CollectorRegion>(Collectors, NodeRoles.CollectorName, new CollectorExtractor());
        return akka
            .WithShardRegion<CollectorRegion>(
                Collectors,
                (system, registry, _) => CollectorsOf(new PartStart(nameof(AddPlacement), system, registry, services)),
                new CollectorExtractor(),
                OptionsOf(NodeRoles.CollectorName, ExchangeCollectorProtocol.HandOver.Instance))
            .WithPart(services, nameof(AddPlacement), part => KeepAlive<CollectorRegion>(
                part, Collectors, NodeRoles.CollectorName, [.. CollectorsHosting.PlansOf(part).Select(p => p.Exchange.ToWireName())]));
    }

    private static AkkaConfigurationBuilder WithTraders(this AkkaConfigurationBuilder akka, IServiceProvider services, bool runsHere) => !runsHere ? akka : akka
        .WithShardRegion<TraderRegion>(
            Traders,
            (system, registry, _) => TradersOf(new PartStart(nameof(AddPlacement), system, registry, services)),
            new TraderExtractor(),
            OptionsOf(NodeRoles.PaperName, PoisonPill.Instance))
        .WithPart(services, nameof(AddPlacement), part => KeepAlive<TraderRegion>(
            part, Traders, NodeRoles.PaperName, [.. KeysOf(part).Select(key => TraderId.Of(key).Name)]));

    private static ShardOptions OptionsOf(string role, object stop) => new()
    {
        Role = role,
        RememberEntities = false,
        StateStoreMode = StateStoreMode.DData,
        ShouldPassivateIdleEntities = false,
        HandOffStopMessage = stop,
    };

    /// <summary>Creates the collector of an exchange on this node, from this node's own configuration.</summary>
    private static Func<string, Props> CollectorsOf(PartStart part)
    {
        var contexts = CollectorsHosting.ContextsOf(part, periodic: true, new StoredBudget(part.Actor<DbWriterActor>(), part.Time));
        var (publisher, logger) = (part.Actor<ReportPublisherActor>(), CollectorsHosting.ManagerLog(part));
        return entity => ExchangeNames.TryParse(entity, out var exchange) && contexts.Find(exchange) is { } context
            ? CollectorsHosting.CollectorProps(publisher, context)
            : NotConfiguredActor.Props(entity, logger);
    }

    private static Func<string, Props> TradersOf(PartStart part)
    {
        var setups = PaperTradingHosting.SetupsOf(part, new PublishedTraders(part.Actor<ReportPublisherActor>())).ToDictionary(s => s.Id.Name);
        var logger = part.Loggers.CreateLogger("CryptoFlow.Trading");
        return entity => setups.TryGetValue(entity, out var setup) ? PaperTraderActor.Props(setup) : NotConfiguredActor.Props(entity, logger);
    }

    /// <summary>Starts the entities. When this node stops, it hands the entities over before its writer stops.</summary>
    private static Task KeepAlive<TRegion>(PartStart part, string name, string role, ImmutableArray<string> entities)
    {
        var region = part.Actor<TRegion>();
        var starter = part.System.ActorOf(KeepAliveActor.Props(region, entities, role), $"keep-alive-{name}");
        part.OnStop(HandOverPhase, $"hand-over-{name}", async () =>
        {
            await starter.GracefulStop(HandOverWithin).ConfigureAwait(false);
            await region.GracefulStop(HandOverWithin, GracefulShutdown.Instance).ConfigureAwait(false);
        });
        return Task.CompletedTask;
    }

    private static Task StartManager(PartStart part)
    {
        var (plans, region) = (CollectorsHosting.PlansOf(part), part.Actor<CollectorRegion>());
        var manager = part.System.ActorOf(
            CollectorManagerActor.Props(plans, (_, _) => region, part.Actor<CollectorObserver>(), CollectorsHosting.ManagerLog(part)), Collectors);
        part.Register<CollectorManagerActor>(manager);
        part.System.ActorOf(
            ReportReceiverActor.Props(
                manager, part.Service<TraderBoard>(), part.Service<EntityBoard>(), [.. plans.Select(p => p.Exchange)], [.. NotReportedYet(part)], part.Time),
            "report-receiver");
        return Task.CompletedTask;
    }

    private static IEnumerable<TraderKey> KeysOf(PartStart part) =>
        part.Service<PaperTradingOptions>() is { Enabled: true } options ? TraderSetups.Keys(options) : [];

    /// <summary>The snapshots of the configured traders before any node has reported them.</summary>
    private static IEnumerable<TraderSnapshot> NotReportedYet(PartStart part)
    {
        var options = part.Service<PaperTradingOptions>();
        var strategies = new StrategyRegistry(options);
        return KeysOf(part).Select(key => new TraderSnapshot(
            key,
            strategies.Create(key.Strategy).Title,
            TraderPhase.Starting,
            Detail: null,
            Origin: null,
            LastTime: null,
            LastClose: null,
            Channel: null,
            Account.Start(options.Money.InitialCapital),
            Open: [],
            Recent: [],
            Parity: null));
    }
}
