using System.Collections.Immutable;
using CryptoFlow.Configuration;

namespace CryptoFlow.Storage;

/// <summary>The storage's options with their units applied; the path is absolute.</summary>
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
    public static StorageSettings From(DatabaseOptions options, ImmutableArray<Interval> intervals) => new(
        System.IO.Path.GetFullPath(options.Path),
        TimeSpan.FromMilliseconds(options.BusyTimeoutMs),
        options.WalAutocheckpointPages,
        options.JournalSizeLimitMb * 1024L * 1024L,
        options.Synchronous.ToUpperInvariant(),
        options.Readers,
        options.ReadQueueLimit,
        options.WriteQueueLimit,
        intervals);
}
