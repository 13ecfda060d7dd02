using CryptoFlow.Logging;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Backups;

/// <summary>The log messages of the scheduled backups.</summary>
internal static partial class BackupLog
{
    [LoggerMessage(LogEvents.BackupProved, LogLevel.Information, "Backup {Path} is proved: {Candles} candles, {Megabytes} MB, in {Seconds:F1} s, of which the snapshot was held for {SnapshotSeconds:F1} s; {Equal} months are equal in the database, {ChangedSince} have changed there since")]
    public static partial void BackupProved(this ILogger logger, string path, long candles, long megabytes, double seconds, double snapshotSeconds, int equal, int changedSince);

    [LoggerMessage(LogEvents.BackupFailed, LogLevel.Warning, "No backup was made: {Failure} The next try begins in at most {Seconds} s")]
    public static partial void BackupFailed(this ILogger logger, string failure, int seconds);

    [LoggerMessage(LogEvents.BackupDefect, LogLevel.Error, "The backup failed with an unforeseen error")]
    public static partial void BackupDefect(this ILogger logger, Exception failure);
}
