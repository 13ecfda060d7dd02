using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Hosting.SBR;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote.Hosting;
using CryptoFlow.Cluster.Commits;
using CryptoFlow.Cluster.Endings;
using CryptoFlow.Cluster.Joining;
using CryptoFlow.Cluster.Security;
using CryptoFlow.Cluster.Wire;
using CryptoFlow.Composition;
using CryptoFlow.Configuration;
using CryptoFlow.Membership;
using CryptoFlow.Retries;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using AkkaClusterOptions = Akka.Cluster.Hosting.ClusterOptions;
using ClusterOptions = CryptoFlow.Configuration.ClusterOptions;

namespace CryptoFlow.Cluster.Hosting;

/// <summary>Composes the parts that make a process a node of a cluster: remoting, membership, the wire format, the receiver of commits.</summary>
internal static class MembershipHosting
{
    private static readonly TimeSpan ReadLogWithin = TimeSpan.FromSeconds(5);

    private const string SystemName = "cryptoflow";

    public static IServiceCollection AddMembership(this IServiceCollection services)
    {
        services.AddSingleton(sp => sp.GetRequiredService<IOptions<CryptoFlowOptions>>().Value.Cluster);
        services.TryAddSingleton<ProgramStop>();
        services.AddSingleton<PeerCheck>();
        services.AddSingleton<DialFaults>();
        services.AddSingleton<LostMembers>();
        return services.AddPart((akka, sp) =>
        {
            var options = sp.GetRequiredService<ClusterOptions>();
            akka
                .AddHocon(ReadHocon(), HoconAddMode.Prepend)
                .AddHocon($"akka.cluster.split-brain-resolver.stable-after = {Seconds(options.StableAfterSeconds)}", HoconAddMode.Prepend)

                // The lock file and the epoch keep a second writer out, so the next writer need not wait longer. Akka's default is stable-after once more.
                .AddHocon("akka.cluster.down-removal-margin = 1 s", HoconAddMode.Prepend)
                .WithRemoting(RemotingOf(options, akka.AddTls(options.Tls, sp)))
                .WithClustering(new AkkaClusterOptions
                {
                    Roles = [.. sp.GetRequiredService<NodeRoles>().ToNames(), .. MarketRoles.Of(sp.GetRequiredService<NodeRoles>(), sp.GetRequiredService<RunMode>().Origin)],
                    AppVersion = typeof(NodeHosting).Assembly.GetName().Version?.ToString(3),
                    SplitBrainResolver = DowningOf(options),
                })
                .WithDistributedPubSub("")
                .AddWireFormat(sp.GetRequiredService<WireCounters>())
                .LimitRemotingLog(sp.GetRequiredService<ILoggerFactory>(), sp.GetRequiredService<TimeProvider>());
        });
    }

    /// <summary>Adds the receiver of the commits of other nodes.</summary>
    public static IServiceCollection AddCommitReceiver(this IServiceCollection services) => services.AddPart(nameof(AddCommitReceiver), part =>
    {
        var feed = (ClusterCommitFeed)part.Service<ICommitFeed>();
        part.System.ActorOf(
            CommitReceiver.Props(
                feed.Local,
                new ReaderClient(part.Actor<DbReaderRouterActor>(), part.Time, RetryPolicy.Once(ReadLogWithin)),
                part.Service<CommitReach>(),
                part.Service<WriterSigns>(),
                part.Loggers.CreateLogger("CryptoFlow.Cluster")),
            "commit-receiver");
        return Task.CompletedTask;
    });

    /// <summary>Adds the actor that brings the node into the cluster.</summary>
    public static IServiceCollection AddJoining(this IServiceCollection services) => services.AddPart(nameof(AddJoining), part =>
    {
        var options = part.Service<ClusterOptions>();
        var logger = part.Loggers.CreateLogger("CryptoFlow.Cluster");
        foreach (var warning in ClusterRules.Warnings(options))
            logger.ClusterWarning(warning);
        var self = Akka.Cluster.Cluster.Get(part.System).SelfAddress;
        logger.Joining(self.ToString(), string.Join(',', part.Service<NodeRoles>().ToNames()), string.Join(", ", options.SeedNodes));
        var stop = part.Service<ProgramStop>();
        part.System.ActorOf(QuarantineActor.Props(stop.Begin), "quarantine");
        part.System.ActorOf(MarketOriginActor.Props(stop.Begin), "market-origin");
        part.System.ActorOf(NodeActor.Props([.. options.SeedNodes.Select(seed => AddressOf(seed, self.Protocol))], stop.Begin, part.Time, part.Service<LostMembers>(), part.Service<DialFaults>(), logger), "node");
        return Task.CompletedTask;
    });

    private static RemoteOptions RemotingOf(ClusterOptions options, SslOptions? tls)
    {
        var remote = new RemoteOptions { HostName = options.Hostname, PublicHostName = options.Hostname, Port = options.Port, MaxFrameSize = WireLimits.MaxFrameBytes };
        if (tls is not null)
            (remote.EnableSsl, remote.Ssl) = (true, tls);
        return remote;
    }

    /// <summary>Never with a role: a strategy that counts only the nodes of one role ends all others when the only node of that role dies.</summary>
    private static SplitBrainResolverOption DowningOf(ClusterOptions options) => options.Downing.ToLowerInvariant() switch
    {
        ClusterOptions.KeepOldest => new KeepOldestOption { DownIfAlone = true },
        ClusterOptions.StaticQuorum => new StaticQuorumOption { QuorumSize = options.QuorumSize },
        _ => new KeepMajorityOption(),
    };

    private static Address AddressOf(string seed, string protocol) => ClusterRules.TryParseSeed(seed, out var host, out var port)
        ? new Address(protocol, SystemName, host, port)
        : throw new InvalidOperationException($"The seed {seed} was validated before.");

    private static string Seconds(int seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds} s");

    private static Config ReadHocon() =>
        ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "cluster.conf")));
}
