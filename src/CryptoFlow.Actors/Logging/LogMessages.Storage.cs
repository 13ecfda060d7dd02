using Microsoft.Extensions.Logging;

namespace CryptoFlow.Logging;

/// <summary>
/// The log catalogue: one method an event, numbered by area (1000 storage, 2000 collectors, 3000 HTTP, 4000 monitoring). Debug is per batch
/// or checkpoint, Information is lifecycle only, Warning is degraded and recovering, Error is what does not mend itself.
/// </summary>
internal static partial class LogMessages
{
    [LoggerMessage(1001, LogLevel.Information, "The writer opened {Path} (schema {Version})")]
    public static partial void WriterOpened(this ILogger logger, string path, int version);

    [LoggerMessage(1002, LogLevel.Information, "The writer closed {Path}")]
    public static partial void WriterClosed(this ILogger logger, string path);

    [LoggerMessage(1003, LogLevel.Warning, "The writer cannot write: {Failure}. Trying again; what is refused is sent again by its sender")]
    public static partial void WriterFailing(this ILogger logger, string failure);

    [LoggerMessage(1004, LogLevel.Warning, "The writer can write again, after {Failures} failed tries")]
    public static partial void WriterRecovered(this ILogger logger, long failures);

    [LoggerMessage(1005, LogLevel.Critical, "The database file is damaged, the program stops: {Failure}")]
    public static partial void WriterStopsTheSystem(this ILogger logger, string failure);

    [LoggerMessage(1006, LogLevel.Error, "The writer failed on {Message} in a way that is not foreseen")]
    public static partial void WriterDefect(this ILogger logger, Exception failure, string message);

    [LoggerMessage(1007, LogLevel.Debug, "Checkpoint {Mode}: {Moved} pages moved, {Left} left, in {Milliseconds} ms, busy {Busy}")]
    public static partial void Checkpointed(this ILogger logger, Storage.Writer.CheckpointMode mode, int moved, int left, double milliseconds, bool busy);

    [LoggerMessage(1008, LogLevel.Warning, "A message for the writer was refused, {Reason}: {Detail} ({Suppressed} more since the last line)")]
    public static partial void WriteRefused(this ILogger logger, Storage.Writer.WriteRejection reason, string detail, long suppressed);

    [LoggerMessage(1101, LogLevel.Information, "{Readers} readers opened {Path}")]
    public static partial void ReadersOpened(this ILogger logger, int readers, string path);

    [LoggerMessage(1102, LogLevel.Warning, "Reader {Reader} failed and opens the file again: {Failure} ({Suppressed} more since the last line)")]
    public static partial void ReaderFailed(this ILogger logger, int reader, string failure, long suppressed);

    [LoggerMessage(1103, LogLevel.Error, "Reader {Reader} failed in a way that is not foreseen")]
    public static partial void ReaderDefect(this ILogger logger, Exception failure, int reader);
}
