using System.ComponentModel.DataAnnotations;

namespace CryptoFlow.Storage;

/// <summary>The SQLite file and the connections to it (section <c>CryptoFlow:Database</c>).</summary>
public sealed class DatabaseOptions
{
    /// <summary>The SQLite file, relative to the working directory or absolute.</summary>
    public string Path { get; set; } = "data/cryptoflow.db";

    /// <summary>Whether the file may lie on a file system that is not known to be local. Health then always names that file system.</summary>
    public bool AllowUnknownFileSystem { get; set; }

    /// <summary>How long a connection waits for a lock that another program holds, ms.</summary>
    [Range(0, 600_000)]
    public int BusyTimeoutMs { get; set; } = 5000;

    /// <summary>WAL size at which SQLite itself runs a checkpoint, pages. A safety net: normally the storage monitor orders checkpoints earlier.</summary>
    [Range(100, 1_000_000)]
    public int WalAutocheckpointPages { get; set; } = 5000;

    /// <summary>Size to which SQLite truncates the WAL file at a WAL reset, MB.</summary>
    [Range(1, 4096)]
    public int JournalSizeLimitMb { get; set; } = 64;

    /// <summary>
    /// Durability of commits. With NORMAL, commits survive a crash of the process, but a power cut may lose the last ones. With FULL they survive a power cut, too.
    /// </summary>
    [AllowedValues("NORMAL", "FULL", "EXTRA")]
    public string Synchronous { get; set; } = "NORMAL";

    /// <summary>Read-only connections.</summary>
    /// <value>the number of processors, but at least 2 and at most 8</value>
    [Range(1, 64)]
    public int Readers { get; set; } = Math.Clamp(Environment.ProcessorCount, 2, 8);

    /// <summary>Number of queries that may wait for a reader. A further query is refused (503 with Retry-After).</summary>
    [Range(1, 100_000)]
    public int ReadQueueLimit { get; set; } = 256;

    /// <summary>Number of messages that may wait for the writer. A further message is refused, and its sender sends it again.</summary>
    [Range(4, 10_000)]
    public int WriteQueueLimit { get; set; } = 64;

    /// <summary>
    /// Number of commits that the file keeps for clients that reconnect, about 55 bytes each. A client that has missed more commits gets a reset and reads its data
    /// again.
    /// </summary>
    [Range(1_000, 10_000_000)]
    public int CommitLogSize { get; set; } = StorageSettings.DefaultCommitLogSize;

    /// <summary>Number of revisions (former values of changed candles) that the file keeps. The oldest are deleted first.</summary>
    [Range(1_000, 100_000_000)]
    public int RevisionRows { get; set; } = 1_000_000;
}
