using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CryptoFlow.Web.Feed;

/// <summary>Adds the feed of commits for clients.</summary>
internal static class FeedHosting
{
    public static IServiceCollection AddFeed(this IServiceCollection services)
    {
        services.TryAddSingleton(new FeedLimits());
        services.AddSingleton<FeedCounters>();
        services.AddSingleton<RecentCommits>();
        services.AddSingleton<IFeedLog, FeedLog>();
        services.AddSingleton<FeedSource>();
        services.AddSingleton<FeedEndpoint>();
        services.AddHostedService<FeedService>();
        return services;
    }
}
