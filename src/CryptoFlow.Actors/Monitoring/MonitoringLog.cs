using CryptoFlow.Logging;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Monitoring;

/// <summary>The log messages of the system monitor and the alerts.</summary>
internal static partial class MonitoringLog
{
    [LoggerMessage(LogEvents.HealthWorsened, LogLevel.Warning, "Health is {Status}: {Reasons}")]
    public static partial void HealthWorsened(this ILogger logger, HealthStatus status, string reasons);

    [LoggerMessage(LogEvents.HealthRestored, LogLevel.Information, "Health is ok")]
    public static partial void HealthRestored(this ILogger logger);

    [LoggerMessage(EventId = LogEvents.AlertRaised, Message = "Alert {Name}: {Sentence}")]
    public static partial void AlertRaised(this ILogger logger, LogLevel level, string name, string sentence);

    [LoggerMessage(LogEvents.AlertCleared, LogLevel.Information, "Alert {Name} is over, after {Seconds} s")]
    public static partial void AlertCleared(this ILogger logger, string name, long seconds);

    [LoggerMessage(LogEvents.WebhookFailing, LogLevel.Warning, "An alert was not posted to the webhook: {Failure} ({Suppressed} more since the last line)")]
    public static partial void WebhookFailing(this ILogger logger, string failure, long suppressed);
}
