using CryptoFlow.Collectors.Streams;
using CryptoFlow.Composition;
using CryptoFlow.Membership;
using CryptoFlow.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Cluster.Forming;

/// <summary>Composes the forming candles of a node.</summary>
internal static class FormingHosting
{
    /// <summary>
    /// Nodes with the role collector publish their forming candles; nodes with the role web receive the forming candles of other nodes. Needs the commit feed.
    /// </summary>
    public static IServiceCollection AddForming(this IServiceCollection services, NodeRoles roles)
    {
        if (roles.Web)
        {
            services.AddSingleton<ClusterForming>();
            services.AddSingleton<IFormingCandles>(sp => sp.GetRequiredService<ClusterForming>());
        }

        return services.AddPart(nameof(AddForming), part =>
        {
            if (roles.Collector)
                part.System.ActorOf(FormingPublisherActor.Props(part.Service<FormingBoard>(), part.Time), "forming-publisher");
            if (roles.Web)
                part.System.ActorOf(FormingReceiverActor.Props(part.Service<ClusterForming>(), part.Service<ICommitFeed>()), "forming-receiver");
            return Task.CompletedTask;
        });
    }
}
