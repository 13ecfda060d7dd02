namespace CryptoFlow.Configuration;

/// <summary>The SQLite file and the connections to it (section <c>CryptoFlow:Database</c>).</summary>
public sealed class DatabaseOptions
{
    /// <summary>The file, relative to the working directory or absolute. <value>Default <c>data/cryptoflow.db</c>.</value></summary>
    public string Path { get; set; } = "data/cryptoflow.db";

    /// <summary>Whether the file may lie on a file system that is not known to be local; health then keeps naming that file system. <value>Default false.</value></summary>
    public bool AllowUnknownFileSystem { get; set; }

    /// <summary>How long a connection waits for a lock that another program holds, ms. <value>Default 5000, 0 to 600000.</value></summary>
    public int BusyTimeoutMs { get; set; } = 5000;

    /// <summary>SQLite's own checkpoint threshold, pages: the safety net behind the monitor's policy. <value>Default 5000, 100 to 1000000.</value></summary>
    public int WalAutocheckpointPages { get; set; } = 5000;

    /// <summary>Size that the WAL file is cut back to when it is reset, MB. <value>Default 64, 1 to 4096.</value></summary>
    public int JournalSizeLimitMb { get; set; } = 64;

    /// <summary>SQLite's durability: NORMAL survives the end of the process, FULL also a power cut without losing the last commits. <value>Default NORMAL; NORMAL, FULL or EXTRA.</value></summary>
    public string Synchronous { get; set; } = "NORMAL";

    /// <summary>Read-only connections. <value>Default: processors, within 2 to 8; 1 to 64.</value></summary>
    public int Readers { get; set; } = Math.Clamp(Environment.ProcessorCount, 2, 8);

    /// <summary>Reads that may wait for a reader; one more is refused (503 with Retry-After). <value>Default 256, 1 to 100000.</value></summary>
    public int ReadQueueLimit { get; set; } = 256;

    /// <summary>Page messages that may wait for the writer; one more is refused to its sender. <value>Default 64, 4 to 10000.</value></summary>
    public int WriteQueueLimit { get; set; } = 64;
}
