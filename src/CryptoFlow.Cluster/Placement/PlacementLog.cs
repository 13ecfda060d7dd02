using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Placement;

/// <summary>The log messages of the placement of collectors and traders.</summary>
internal static partial class PlacementLog
{
    [LoggerMessage(ClusterLogEvents.EntityNotConfigured, LogLevel.Error, "{Sentence}")]
    public static partial void NotConfigured(this ILogger logger, string sentence);
}
