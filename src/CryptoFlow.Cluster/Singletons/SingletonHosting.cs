using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using CryptoFlow.Composition;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Singletons;

/// <summary>Adds parts that exist once in the cluster.</summary>
internal static class SingletonHosting
{
    /// <summary>Adds a part that runs on one node of a role, with its proxy under the key.</summary>
    /// <typeparam name="TKey">The key in the registry, under which the other parts find the proxy.</typeparam>
    /// <param name="services">The services of the host.</param>
    /// <param name="name">The name of the singleton.</param>
    /// <param name="role">The role. The node must have it.</param>
    /// <param name="part">Describes the part.</param>
    public static IServiceCollection AddClusterSingleton<TKey>(
        this IServiceCollection services, string name, string role, Func<PartStart, SingletonPart> part)
        where TKey : class =>
        services.AddPart((akka, sp) => akka.WithSingleton<TKey>(
            name,
            (system, registry, _) => SingletonHost.Props(
                part(new PartStart(name, system, registry, sp)),
                sp.GetRequiredService<SingletonBoard>(),
                sp.GetRequiredService<ILoggerFactory>().CreateLogger("CryptoFlow.Cluster")),
            OptionsFor(role)));

    /// <summary>Adds the proxy of a part that runs on one node of a role, for a node without that role.</summary>
    public static IServiceCollection AddClusterSingletonProxy<TKey>(this IServiceCollection services, string name, string role)
        where TKey : class =>
        services.AddPart((akka, _) => akka.WithSingletonProxy<TKey>(name, OptionsFor(role)));

    private static ClusterSingletonOptions OptionsFor(string role) => new()
    {
        Role = role,
        TerminationMessage = SingletonHost.HandOver.Instance,

        // Akka would log after 30 s that it has not found the singleton. Health and the refusals of the senders say that earlier.
        LogSingletonIdentificationFailure = false,
    };
}
