using Microsoft.Extensions.Logging;

namespace CryptoFlow.Logging;

internal static partial class LogMessages
{
    [LoggerMessage(4001, LogLevel.Warning, "Health is {Status}: {Reasons}")]
    public static partial void HealthWorsened(this ILogger logger, Monitoring.HealthStatus status, string reasons);

    [LoggerMessage(4002, LogLevel.Information, "Health is ok")]
    public static partial void HealthRestored(this ILogger logger);

    [LoggerMessage(4003, LogLevel.Warning, "The monitor cannot look at the database: {Failure} ({Suppressed} more since the last line)")]
    public static partial void ProbeFailed(this ILogger logger, string failure, long suppressed);
}
