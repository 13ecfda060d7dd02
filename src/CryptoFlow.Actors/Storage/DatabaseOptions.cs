using System.ComponentModel.DataAnnotations;

namespace CryptoFlow.Storage;

/// <summary>The SQLite file and the connections to it (section <c>CryptoFlow:Database</c>).</summary>
public sealed class DatabaseOptions
{
    /// <summary>The SQLite file, relative to the working directory or absolute.</summary>
    public string Path { get; set; } = "data/cryptoflow.db";

    /// <summary>Whether the file may lie on a file system that is not known to be local. Health then keeps naming that file system.</summary>
    public bool AllowUnknownFileSystem { get; set; }

    /// <summary>How long a connection waits for a lock that another program holds, ms.</summary>
    [Range(0, 600_000)]
    public int BusyTimeoutMs { get; set; } = 5000;

    /// <summary>SQLite's own checkpoint threshold, pages. It is the safety net behind the policy of the monitor.</summary>
    [Range(100, 1_000_000)]
    public int WalAutocheckpointPages { get; set; } = 5000;

    /// <summary>Size that the WAL file is cut back to when it is reset, MB.</summary>
    [Range(1, 4096)]
    public int JournalSizeLimitMb { get; set; } = 64;

    /// <summary>SQLite's durability: NORMAL survives the end of the process; FULL also survives a power cut without losing the last commits.</summary>
    [AllowedValues("NORMAL", "FULL", "EXTRA")]
    public string Synchronous { get; set; } = "NORMAL";

    /// <summary>Read-only connections.</summary>
    /// <value>the number of processors, but at least 2 and at most 8</value>
    [Range(1, 64)]
    public int Readers { get; set; } = Math.Clamp(Environment.ProcessorCount, 2, 8);

    /// <summary>Reads that may wait for a reader. A further read is refused (503 with Retry-After).</summary>
    [Range(1, 100_000)]
    public int ReadQueueLimit { get; set; } = 256;

    /// <summary>Pages that may wait for the writer. A further page is refused to its sender.</summary>
    [Range(4, 10_000)]
    public int WriteQueueLimit { get; set; } = 64;

    /// <summary>Commits that the file keeps for clients that have missed some, some 55 bytes each. A client that was away for longer is told so and reads again what it shows.</summary>
    [Range(1_000, 10_000_000)]
    public int CommitLogSize { get; set; } = StorageSettings.DefaultCommitLogSize;

    /// <summary>Former values of changed candles (revisions) that are kept, the newest.</summary>
    [Range(1_000, 100_000_000)]
    public int RevisionRows { get; set; } = 1_000_000;
}
