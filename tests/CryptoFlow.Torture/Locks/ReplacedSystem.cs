namespace CryptoFlow.Torture.Locks;

/// <summary>
/// Figures of the replaced system (Node.js, three processes on one file), measured on a similar machine: 683,260 rows, 16 clients in a closed loop,
/// a timeout of 2 s. Only large differences mean something, because the speed of such a machine drifts.
/// </summary>
internal static class ReplacedSystem
{
    /// <summary>Pages of 1,000 candles a second that the idle replaced system answered, with its timeout of 2 s and with 10 s.</summary>
    public static readonly (double With2s, double With10s) PagesPerSecond = (96, 128);

    /// <summary>Pages of 1,000 candles a second that it answered during a full-speed backfill.</summary>
    public const double PagesPerSecondInABackfill = 80;

    public const string ProcessorMsPerPage = "8-10.6 ms";
    public const string ReadsInABackfill = "80/s (69-100)";
    public const string ReadTimesInABackfill = "p50 203, p99 245, max 705 ms";
    public const string WriteRateUnderLoad = "24-31 k rows/s";
    public const string SyncInABackfill = "10-11 of 23-31 attempts fail (BUSY after 2.0 s)";
    public const string SyncWaits = "up to 9.6 s with a 10 s timeout";
    public const string SyncBesideHugeTransactions = "4 x 40,000 candles: 4-6 attempts fail; 4 x 250,000: 12-13";
    public const string WalWithReaders = "257 MB, never reset";
    public const string TruncateTime = "TRUNCATE 0.4-0.6 s";
    public const string ForeignWriter = "starved for seconds";
}
