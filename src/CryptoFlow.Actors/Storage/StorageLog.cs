using CryptoFlow.Logging;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Storage;

/// <summary>The log messages of the storage.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(LogEvents.WriterOpened, LogLevel.Information, "The writer opened {Path} (schema {Version}, epoch {Epoch})")]
    public static partial void WriterOpened(this ILogger logger, string path, int version, long epoch);

    [LoggerMessage(LogEvents.WriterClosed, LogLevel.Information, "The writer closed {Path}")]
    public static partial void WriterClosed(this ILogger logger, string path);

    [LoggerMessage(LogEvents.WriterFailing, LogLevel.Warning, "The writer cannot write: {Failure}. It tries again, and the senders send refused messages again")]
    public static partial void WriterFailing(this ILogger logger, string failure);

    [LoggerMessage(LogEvents.WriterRecovered, LogLevel.Warning, "The writer can write again, after {Failures} failed tries")]
    public static partial void WriterRecovered(this ILogger logger, long failures);

    [LoggerMessage(LogEvents.WriterStopsTheSystem, LogLevel.Critical, "The program stops, because further writes could harm the database: {Failure}")]
    public static partial void WriterStopsTheSystem(this ILogger logger, string failure);

    [LoggerMessage(LogEvents.MovedFileIncomplete, LogLevel.Warning, "The WAL of the moved file could not be emptied: {Failure}")]
    public static partial void MovedFileIncomplete(this ILogger logger, string failure);

    [LoggerMessage(LogEvents.WriterDefect, LogLevel.Error, "The writer failed on {Message} with an unforeseen error")]
    public static partial void WriterDefect(this ILogger logger, Exception failure, string message);

    [LoggerMessage(LogEvents.Checkpointed, LogLevel.Debug, "Checkpoint {Mode}: {Moved} pages moved, {Left} left, in {Milliseconds} ms, busy {Busy}")]
    public static partial void Checkpointed(this ILogger logger, Writer.CheckpointMode mode, int moved, int left, double milliseconds, bool busy);

    [LoggerMessage(LogEvents.WriteRefused, LogLevel.Warning, "A message for the writer was refused, {Reason}: {Detail} ({Suppressed} more since the last line)")]
    public static partial void WriteRefused(this ILogger logger, Writer.WriteRefusal reason, string detail, long suppressed);

    [LoggerMessage(LogEvents.CandlesRemoved, LogLevel.Information, "Retention removed {Candles} candles of {Series} and keeps those from {KeptFrom:yyyy-MM-dd HH:mm} UTC on")]
    public static partial void CandlesRemoved(this ILogger logger, long candles, SeriesKey series, DateTimeOffset keptFrom);

    [LoggerMessage(LogEvents.RetentionFailed, LogLevel.Warning, "Retention could not remove all old candles: {Failure}. The next run continues from there")]
    public static partial void RetentionFailed(this ILogger logger, string failure);

    [LoggerMessage(LogEvents.ReadersOpened, LogLevel.Information, "{Readers} readers opened {Path}")]
    public static partial void ReadersOpened(this ILogger logger, int readers, string path);

    [LoggerMessage(LogEvents.ReaderFailed, LogLevel.Warning, "Reader {Reader} failed and opens the file again: {Failure} ({Suppressed} more since the last line)")]
    public static partial void ReaderFailed(this ILogger logger, int reader, string failure, long suppressed);

    [LoggerMessage(LogEvents.ReaderDefect, LogLevel.Error, "Reader {Reader} failed with an unforeseen error")]
    public static partial void ReaderDefect(this ILogger logger, Exception failure, int reader);

    [LoggerMessage(LogEvents.ProbeFailed, LogLevel.Warning, "The monitor cannot read the database: {Failure} ({Suppressed} more since the last line)")]
    public static partial void ProbeFailed(this ILogger logger, string failure, long suppressed);

    [LoggerMessage(LogEvents.QueryCut, LogLevel.Warning, "Reader {Reader} was interrupted in {Query} after {Milliseconds:F0} ms, because its snapshot prevented a reset of the WAL ({Megabytes} MB) ({Suppressed} more since the last line)")]
    public static partial void QueryCut(this ILogger logger, int reader, Readers.IReadMessage query, double milliseconds, long megabytes, long suppressed);
}
