using System.Collections.Immutable;

namespace CryptoFlow.Storage;

/// <summary>The storage options, converted to typed values. The path is absolute and free of symbolic links.</summary>
public sealed record StorageSettings(
    string Path,
    TimeSpan BusyTimeout,
    int WalAutocheckpointPages,
    long JournalSizeLimitBytes,
    string Synchronous,
    int Readers,
    int ReadQueueLimit,
    int WriteQueueLimit,
    ImmutableArray<Interval> Intervals)
{
    internal const int DefaultCommitLogSize = 500_000;

    /// <summary>Number of published commits that the file keeps.</summary>
    public int CommitLogSize { get; init; } = DefaultCommitLogSize;

    /// <summary>Whether the file may lie on a file system that is not known to be local.</summary>
    public bool AllowUnknownFileSystem { get; init; }

    /// <summary>The directory for the backup before a migration of the schema, absolute; null if a migration makes no backup.</summary>
    public string? MigrationBackups { get; init; }

    /// <summary>Maximum number of rows in the table <c>revisions</c>.</summary>
    public int RevisionRows { get; init; } = new DatabaseOptions().RevisionRows;

    /// <summary>For how long candles are kept. Only the steps of retention remove candles (<see cref="Writer.WriterProtocol.RemoveOldCandles"/>).</summary>
    public RetentionRules Retention { get; init; } = RetentionRules.None;

    /// <summary>True if this process takes the steps of retention once an hour. False for a command.</summary>
    public bool RemovesOldCandles { get; init; }

    public static StorageSettings From(DatabaseOptions options, ImmutableArray<Interval> intervals) => new(
        RealPath.Of(options.Path),
        TimeSpan.FromMilliseconds(options.BusyTimeoutMs),
        options.WalAutocheckpointPages,
        options.JournalSizeLimitMb * 1024L * 1024L,
        options.Synchronous.ToUpperInvariant(),
        options.Readers,
        options.ReadQueueLimit,
        options.WriteQueueLimit,
        intervals)
    {
        AllowUnknownFileSystem = options.AllowUnknownFileSystem,
        CommitLogSize = options.CommitLogSize,
        RevisionRows = options.RevisionRows,
    };
}
