using System.Diagnostics.Metrics;
using CryptoFlow.Cluster.Commits;
using CryptoFlow.Cluster.Joining;
using CryptoFlow.Cluster.Security;
using CryptoFlow.Cluster.Singletons;
using CryptoFlow.Cluster.Wire;
using CryptoFlow.Composition;
using CryptoFlow.Configuration;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Telemetry;

/// <summary>Composes the metrics of a node.</summary>
internal static class ClusterTelemetryHosting
{
    /// <summary>Adds the counters of a node and shows them in the program's meter. Needs the services of <c>AddMonitoring</c>.</summary>
    public static IServiceCollection AddClusterTelemetry(this IServiceCollection services)
    {
        services.AddSingleton(sp => new WireCounters(sp.GetRequiredService<ILogger<WireCounters>>(), sp.GetRequiredService<TimeProvider>(), MeterOf(sp)));
        services.AddSingleton(sp => new WriterSigns(sp.GetRequiredService<TimeProvider>(), MeterOf(sp)));

        // Shapes of the histograms, so that they appear in a scrape before their first value.
        services.AddSingleton(WireSizes.Shape);
        services.AddSingleton(WriterSigns.HandOverTime);
        return services.AddPart(nameof(AddClusterTelemetry), part =>
        {
            var instruments = new ClusterInstruments(
                CryptoFlowMeter.Of(part.Service<IMeterFactory>()),
                part.Service<IClusterControl>(),
                part.Service<LostMembers>(),
                part.Service<SingletonBoard>(),
                part.Service<WireCounters>(),
                part.Service<CommitReach>(),
                part.Service<WriterSigns>());
            if (NodeCertificate.FindEnd(part.Service<ClusterOptions>().Tls) is { } end)
                instruments.Certificate(end, part.Time);
            return Task.CompletedTask;
        });
    }

    private static Meter MeterOf(IServiceProvider services) => CryptoFlowMeter.Of(services.GetRequiredService<IMeterFactory>());
}
