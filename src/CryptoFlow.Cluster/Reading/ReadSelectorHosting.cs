using Akka.Actor;
using CryptoFlow.Composition;
using CryptoFlow.Storage.Readers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CryptoFlow.Cluster.Reading;

/// <summary>Composes the selector of the readers.</summary>
internal static class ReadSelectorHosting
{
    /// <summary>
    /// Adds the selector under the key of the readers' router. On a node with readers, call this after the readers were added: their router becomes the local one.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="hasReaders">Whether this node has readers of its own.</param>
    public static IServiceCollection AddReadSelector(this IServiceCollection services, bool hasReaders)
    {
        services.TryAddSingleton<ReaderReach>();
        return services.AddPart(nameof(AddReadSelector), part =>
        {
            var local = hasReaders ? part.Actor<DbReaderRouterActor>() : ActorRefs.Nobody;
            var selector = part.System.ActorOf(ReadSelectorActor.Props(local, part.Service<ReaderReach>(), part.Time), "read-selector");
            part.Replace<DbReaderRouterActor>(selector);
            return Task.CompletedTask;
        });
    }
}
