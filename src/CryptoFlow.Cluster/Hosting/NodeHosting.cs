using System.Runtime.CompilerServices;
using CryptoFlow.Cluster.Commits;
using CryptoFlow.Cluster.Endings;
using CryptoFlow.Cluster.Forming;
using CryptoFlow.Cluster.Joining;
using CryptoFlow.Cluster.Operations;
using CryptoFlow.Cluster.Placement;
using CryptoFlow.Cluster.Reading;
using CryptoFlow.Cluster.Singletons;
using CryptoFlow.Cluster.Telemetry;
using CryptoFlow.Composition;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CryptoFlow.Cluster.Hosting;

/// <summary>Composes a process: alone with every part, or as a node of a cluster with the parts of its roles.</summary>
public static class NodeHosting
{
    /// <summary>Adds everything that is not HTTP: all parts in one process, or those of the roles if <c>CryptoFlow:Cluster:Enabled</c> is set.</summary>
    public static IServiceCollection AddCryptoFlowProcess(this IServiceCollection services, IConfiguration configuration, RunMode mode)
    {
        // A command works on the file by itself, or sends requests to a server. It joins no cluster.
        if (mode.Periodic && CryptoFlowHosting.ReadOptions(configuration).Cluster.Enabled)
            AddNode(services, configuration, mode);
        else
            services.AddCryptoFlow(configuration, mode);
        return services;
    }

    // Not inlined, so that a process that runs alone loads no assembly of Akka.Cluster.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddNode(IServiceCollection services, IConfiguration configuration, RunMode mode)
    {
        var roles = NodeRoles.Of(CryptoFlowHosting.ReadOptions(configuration).Cluster.Roles);
        services.AddSingleton(mode);
        services.AddSingleton(roles);
        services.AddCryptoFlowSettings(configuration).AddCryptoFlowActors();
        services.AddMembership();
        services.AddSingleton<SingletonBoard>();
        services.AddSingleton<ICommitFeed, ClusterCommitFeed>();
        services.AddSingleton<CommitReach>();
        services.TryAddSingleton<ISingletonPlaces, SingletonPlaces>();
        services.AddSingleton<IClusterControl, ClusterControl>();
        services.AddSingleton<INodeEnd, NodeEnd>();
        services.AddSingleton<INodeReadiness, NodeReadiness>();
        services.AddSingleton<INodeView, NodeViews>();
        services.AddSingleton<IFileOrigin, ClusterFileOrigin>();

        // The parts of each role. The actors start in this order. A part finds the actors of earlier parts in the registry: the actor itself, or a proxy.
        services.AddMonitoring(raisesAlerts: true).AddClusterTelemetry();
        if (roles.Database)
            services.AddDatabaseRole(mode);
        else
            services.AddClusterSingletonProxy<DbWriterActor>(NodeParts.Writer, NodeRoles.DatabaseName).AddDistantStorageMonitor();
        services.AddStorageWatch();
        services.AddReadSelector(hasReaders: roles.Database);
        services.AddCommitReceiver();
        services.AddPlacement(roles).AddForming(roles);

        // Last, because the node joins after its actors have started.
        services.AddJoining();
    }

    private static void AddDatabaseRole(this IServiceCollection services, RunMode mode) => services
        .AddStandbyStorageWriter(mode.Origin)
        .AddClusterSingleton<DbWriterActor>(NodeParts.Writer, NodeRoles.DatabaseName, part => new SingletonPart(
            NodeParts.Writer,
            () => StorageWriterHosting.StorageProps(part),
            new StorageProtocol.StopStorage(StorageWriterHosting.StopWithin),
            typeof(StorageProtocol.StorageStopped),
            StorageWriterHosting.StopWithin + TimeSpan.FromMilliseconds(400)))
        .AddLocalStorageMonitor()
        .AddReaders();
}
