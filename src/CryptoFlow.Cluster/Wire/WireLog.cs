using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Wire;

/// <summary>The log messages of the wire format.</summary>
internal static partial class WireLog
{
    [LoggerMessage(ClusterLogEvents.WireMessageRefused, LogLevel.Warning, "A message between two nodes was lost, {Reason}: {Message}: {Detail} ({Suppressed} more since the last line)")]
    public static partial void MessageRefused(this ILogger logger, WireRefusal reason, string message, string detail, long suppressed);

    [LoggerMessage(ClusterLogEvents.RemotingLinesLeftOut, LogLevel.Warning, "{Count} lines of Akka like the next line were left out; cryptoflow_cluster_message_refused_total counts lost messages")]
    public static partial void RemotingLinesLeftOut(this ILogger logger, long count);
}
