using CryptoFlow.Logging;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Backups;

/// <summary>The log messages of the scheduled backups.</summary>
internal static partial class BackupLog
{
    [LoggerMessage(LogEvents.BackupProved, LogLevel.Information, "Backup {Path} is proved: {Candles} candles, {Megabytes} MB, in {Seconds:F1} s, with a snapshot of {SnapshotSeconds:F1} s; {Equal} months are equal to the database's, {ChangedSince} have changed since")]
    public static partial void BackupProved(this ILogger logger, string path, long candles, long megabytes, double seconds, double snapshotSeconds, int equal, int changedSince);

    [LoggerMessage(LogEvents.BackupFailed, LogLevel.Warning, "No backup was made: {Failure} The next try is in {Seconds} s at the latest")]
    public static partial void BackupFailed(this ILogger logger, string failure, int seconds);

    [LoggerMessage(LogEvents.BackupDefect, LogLevel.Error, "The backup failed with an unforeseen error")]
    public static partial void BackupDefect(this ILogger logger, Exception failure);
}
