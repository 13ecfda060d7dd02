using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Placement;

/// <summary>The log messages of the placement of collectors and traders.</summary>
internal static partial class PlacementLog
{
    [LoggerMessage(ClusterLogEvents.EntityNotConfigured, LogLevel.Error, "{Sentence}")]
    public static partial void NotConfigured(this ILogger logger, string sentence);

    [LoggerMessage(ClusterLogEvents.HalfOfTheBudget, LogLevel.Warning, "A node of the role collector cannot be reached. Until it is back or removed, this node uses half of each request limit, because the other node may still send requests")]
    public static partial void HalfOfTheBudget(this ILogger logger);

    [LoggerMessage(ClusterLogEvents.WholeBudget, LogLevel.Information, "No node of the role collector is unreachable any more. This node uses its request limits in full again")]
    public static partial void WholeBudget(this ILogger logger);
}
