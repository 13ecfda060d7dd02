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
    internal const int DefaultCommitLogSize = 10_000;

    /// <summary>Published commits that the file keeps.</summary>
    public int CommitLogSize { get; init; } = DefaultCommitLogSize;

    /// <summary>Whether the file may lie on a file system that is not known to be local.</summary>
    public bool AllowUnknownFileSystem { get; init; }

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
    };
}
