using Akka.Actor;
using CryptoFlow.Cluster.Singletons;
using CryptoFlow.Composition;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Cluster.Hosting;

/// <summary>Composes the way to the storage monitor, which runs on the writer's node.</summary>
internal static class StorageMonitorHosting
{
    /// <summary>For a node with readers: the readers' reports go to the storage monitor while the monitor runs on this node.</summary>
    public static IServiceCollection AddLocalStorageMonitor(this IServiceCollection services) => services.AddPart(nameof(AddLocalStorageMonitor), part =>
    {
        var relay = part.System.ActorOf(StorageMonitorRelay.Props(part.Service<SingletonBoard>(), part.Actor<DbWriterActor>()), "storage-monitor");
        part.Register<StorageMonitorActor>(relay);
        return Task.CompletedTask;
    });

    /// <summary>For every node: the node's health shows the storage also while the writer runs on another node.</summary>
    public static IServiceCollection AddStorageWatch(this IServiceCollection services) => services.AddPart(nameof(AddStorageWatch), part =>
    {
        part.System.ActorOf(
            StorageWatchActor.Props(part.Service<SingletonBoard>(), part.Actor<StorageMonitorActor>(), part.Actor<SystemMonitorActor>()), "storage-watch");
        return Task.CompletedTask;
    });

    /// <summary>For a node without readers: requests to the storage monitor go to the writer's node.</summary>
    public static IServiceCollection AddDistantStorageMonitor(this IServiceCollection services) => services.AddPart(nameof(AddDistantStorageMonitor), part =>
    {
        part.Register<StorageMonitorActor>(part.Actor<DbWriterActor>());
        return Task.CompletedTask;
    });
}
