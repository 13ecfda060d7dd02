using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Hosting.SBR;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Remote.Hosting;
using CryptoFlow.Cluster.Placement;
using CryptoFlow.Cluster.Wire;
using CryptoFlow.Composition;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Tests.Placement;

/// <summary>A node with a real actor system, remoting and the wire format. The first node has the database; the others reach its writer and its readers by their paths.</summary>
internal sealed class PlacementNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = HangGuard.Limit;

    /// <summary>Times that suit a test; the defaults take a minute to remove a node.</summary>
    private const string Fast = """
        akka.cluster {
          gossip-interval = 200 ms
          leader-actions-interval = 200 ms
          failure-detector { heartbeat-interval = 500 ms, acceptable-heartbeat-pause = 3 s }
          split-brain-resolver.stable-after = 3 s
          down-removal-margin = 1 s
        }
        """;

    private readonly IHost _host;

    private PlacementNode(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public ActorSystem System => Services.GetRequiredService<ActorSystem>();

    public SystemHealth? Health => Services.GetRequiredService<MonitorBoard>().Health;

    public Address Address => Akka.Cluster.Cluster.Get(System).SelfAddress;

    public static async Task<PlacementNode> StartAsync(PlacementNode? database, Dictionary<string, string?> settings, params string[] roles)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => $"CryptoFlow:{s.Key}", s => s.Value));
        builder.Logging.SetMinimumLevel(LogLevel.Debug);
        if (Environment.GetEnvironmentVariable("CRYPTOFLOW_TEST_LOG") is not null)
            builder.Logging.AddSimpleConsole(c => c.SingleLine = true);
        var services = builder.Services;
        services.AddCryptoFlowSettings(builder.Configuration).AddCryptoFlowActors();
        services.AddPart((akka, sp) => akka
            .AddHocon(Fast, HoconAddMode.Prepend)
            .WithRemoting(new RemoteOptions { HostName = "127.0.0.1", Port = 0 })
            .WithClustering(new ClusterOptions { Roles = roles, SplitBrainResolver = new KeepMajorityOption() })
            .AddWireFormat(new WireCounters(sp.GetRequiredService<ILogger<WireCounters>>(), TimeProvider.System)));
        services.AddMonitoring(raisesAlerts: false);
        if (database is null)
            services.AddStorageWriter(MarketOrigin.Simulator).AddReaders();
        else
            services.TryAddCommitFeed().AddPart("AddElsewhere", part => UseDatabaseOf(database, part));
        services.AddPart("Join", part =>
        {
            var cluster = Akka.Cluster.Cluster.Get(part.System);
            cluster.Join(database?.Address ?? cluster.SelfAddress);
            return Task.CompletedTask;
        });
        services.AddPlacement(NodeRoles.Of(roles));
        services.Configure<HostOptions>(o => o.ShutdownTimeout = Patience);
        var host = builder.Build();
        await host.StartAsync();
        return new PlacementNode(host);
    }

    public IActorRef Actor<TKey>() => Services.GetRequiredService<ActorRegistry>().Get<TKey>();

    /// <summary>The ids of the entities that run on this node.</summary>
    public async Task<string[]> EntitiesAsync<TRegion>()
    {
        var state = await Actor<TRegion>().Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Patience);
        return [.. state.Shards.SelectMany(s => s.EntityIds)];
    }

    /// <summary>Ends the actor system as a crash does: without a step of the shutdown.</summary>
    public void Crash() => ((ExtendedActorSystem)System).Abort();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static async Task UseDatabaseOf(PlacementNode database, PartStart part)
    {
        part.Register<DbWriterActor>(await RemoteAsync<DbWriterActor>());
        part.Register<DbReaderRouterActor>(await RemoteAsync<DbReaderRouterActor>());
        var commits = part.System.ActorOf(Props.Create(() => new Commits(part.Service<ICommitFeed>())));
        database.Services.GetRequiredService<ICommitFeed>().Subscribe(commits, CommitKinds.Candles | CommitKinds.TraderSteps);

        Task<IActorRef> RemoteAsync<TKey>() =>
            part.System.ActorSelection(database.Actor<TKey>().Path.ToStringWithAddress(database.Address)).ResolveOne(Patience);
    }

    /// <summary>Stands for the commit feed over a network, which is not the subject here: it loses nothing.</summary>
    private sealed class Commits : ReceiveActor
    {
        public Commits(ICommitFeed feed)
        {
            Receive<WriterProtocol.CandlesCommitted>(feed.Publish);
            Receive<WriterProtocol.TraderStepCommitted>(feed.Publish);
        }
    }
}
