using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster;

/// <summary>The log messages of a node. The ids are in <see cref="ClusterLogEvents"/>.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(ClusterLogEvents.ClusterWarning, LogLevel.Warning, "{Warning}")]
    public static partial void ClusterWarning(this ILogger logger, string warning);

    [LoggerMessage(ClusterLogEvents.Joining, LogLevel.Information, "This node is {Address}, with the roles {Roles}; it asks the seeds {Seeds}")]
    public static partial void Joining(this ILogger logger, string address, string roles, string seeds);

    [LoggerMessage(ClusterLogEvents.Joined, LogLevel.Information, "This node is a member of the cluster")]
    public static partial void Joined(this ILogger logger);

    [LoggerMessage(ClusterLogEvents.SingletonStarted, LogLevel.Information, "The singleton {Name} runs on this node")]
    public static partial void SingletonStarted(this ILogger logger, string name);

    [LoggerMessage(ClusterLogEvents.SingletonStopped, LogLevel.Information, "The singleton {Name} has stopped on this node")]
    public static partial void SingletonStopped(this ILogger logger, string name);

    [LoggerMessage(ClusterLogEvents.SingletonChildStopped, LogLevel.Error, "The singleton {Name} has stopped by itself; it starts again in {Seconds} s")]
    public static partial void SingletonChildStopped(this ILogger logger, string name, double seconds);

    [LoggerMessage(ClusterLogEvents.SingletonStopTooSlow, LogLevel.Warning, "The singleton {Name} did not stop within {Seconds} s; it is stopped without waiting longer")]
    public static partial void SingletonStopTooSlow(this ILogger logger, string name, double seconds);

    [LoggerMessage(ClusterLogEvents.FollowsCommits, LogLevel.Information, "This node follows the writer's commits from {Stamp} on")]
    public static partial void FollowsCommits(this ILogger logger, string stamp);

    [LoggerMessage(ClusterLogEvents.CommitsLost, LogLevel.Warning, "The commit log no longer holds what this node has missed; it goes on after {Stamp}")]
    public static partial void CommitsLost(this ILogger logger, string stamp);

    [LoggerMessage(ClusterLogEvents.MemberChanged, LogLevel.Information, "The member {Member} [{Roles}] is {Status}")]
    public static partial void MemberChanged(this ILogger logger, string member, string roles, string status);

    [LoggerMessage(ClusterLogEvents.MemberReachable, LogLevel.Information, "The member {Member} can be reached again")]
    public static partial void MemberReachable(this ILogger logger, string member);

    [LoggerMessage(ClusterLogEvents.PeerRefused, LogLevel.Warning, "{Sentence} ({Others} more refusals before)")]
    public static partial void PeerRefused(this ILogger logger, string sentence, long others);

    [LoggerMessage(ClusterLogEvents.PeerEnded, LogLevel.Warning, "The certificate {Subject} of the node at {Address} ended at {End} UTC; give that node a new one and start it again ({Others} more such connections before)")]
    public static partial void PeerEnded(this ILogger logger, string subject, string address, string end, long others);

    [LoggerMessage(ClusterLogEvents.DialFailed, LogLevel.Warning, "{Sentence} ({Others} more such dials before)")]
    public static partial void DialFailed(this ILogger logger, string sentence, long others);
}
