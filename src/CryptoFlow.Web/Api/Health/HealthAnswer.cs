using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoFlow.Web.Api.Backfill;
using CryptoFlow.Web.Sockets;

namespace CryptoFlow.Web.Api.Health;

/// <summary>The answer of <c>GET /api/health</c>. Times in ms UTC but for <see cref="Timestamp"/>, durations in ms.</summary>
internal sealed record HealthAnswer
{
    /// <summary>ok, degraded or unhealthy.</summary>
    public required string Status { get; init; }

    /// <summary>When the snapshot was taken, ISO 8601.</summary>
    public required string Timestamp { get; init; }

    /// <summary>Age of the snapshot, whole seconds. 0 unless the monitor is delayed.</summary>
    public required long AgeSeconds { get; init; }

    /// <summary>True when the snapshot is 5 s old or older; then its age is one of the reasons.</summary>
    public required bool Stale { get; init; }

    /// <summary>One sentence for each fault.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>The origin of the storage figures.</summary>
    public required StorageSourceAnswer Storage { get; init; }

    /// <summary>This node and the members of the cluster; null in a process that runs alone.</summary>
    public required ClusterAnswer? Cluster { get; init; }

    /// <summary>The status by part.</summary>
    public required ComponentsAnswer Components { get; init; }

    /// <summary>Stored candles as <c>candles_15</c> and so on, one member per interval.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Rows { get; } = [];

    /// <summary>Number of transactions and queries that waited for a lock, over all connections.</summary>
    public required long LockWaitCount { get; init; }

    public required LockWaitsAnswer LockWaits { get; init; }

    public required QueueAnswer Queue { get; init; }

    public required WriterAnswer Writer { get; init; }

    public required WalAnswer Wal { get; init; }

    public required FileAnswer File { get; init; }

    /// <summary>This process.</summary>
    public required ProcessAnswer Process { get; init; }

    public required CheckpointAnswer? LastCheckpoint { get; init; }

    public required ReadersAnswer Readers { get; init; }

    public required IReadOnlyList<CollectorAnswer> Collectors { get; init; }

    public required IReadOnlyList<SeriesAnswer> Series { get; init; }

    /// <summary>Age of the comparison of stored history with the exchanges; null before the first comparison, or when the sweep is off.</summary>
    public required VerificationAnswer? Verification { get; init; }

    /// <summary>The paper traders.</summary>
    public required IReadOnlyList<TraderAnswer> PaperTraders { get; init; }

    /// <summary>The scheduled backups; null when none are scheduled.</summary>
    public required BackupStatusAnswer? Backup { get; init; }

    /// <summary>The removal of old candles; null when candles are kept for ever.</summary>
    public required RetentionStatusAnswer? Retention { get; init; }

    public required SocketsAnswer WebSockets { get; init; }

    /// <summary>Active alerts, the oldest first.</summary>
    public required IReadOnlyList<AlertAnswer> Alerts { get; init; }
}

/// <summary>
/// The origin of the storage figures: here, elsewhere (the node at <c>address</c>) or unknown. <c>ageSeconds</c> is the time since the figures arrived; null if they
/// are unknown.
/// </summary>
internal sealed record StorageSourceAnswer(string Place, string? Address, long? AgeSeconds);

/// <summary>This node, and the cluster as this node sees it.</summary>
internal sealed record ClusterAnswer(string Address, IReadOnlyList<string> Roles, string? Leader, IReadOnlyList<MemberAnswer> Members);

/// <summary>A member of the cluster.</summary>
internal sealed record MemberAnswer(string Address, IReadOnlyList<string> Roles, string Status, bool Reachable, string Version);

/// <summary>Lock waits by the role of the connection that waited.</summary>
internal sealed record LockWaitsAnswer(
    LockWaitAnswer Writer,
    LockWaitAnswer Reader,
    LockWaitAnswer Monitor,
    IReadOnlyDictionary<string, LockWaitAnswer> Connections,
    IReadOnlyList<int> HistogramBoundsMs);

/// <summary>Lock waits of one connection or one role, and the waits that timed out, by SQLite's result.</summary>
internal sealed record LockWaitAnswer(
    long Count, long Timeouts, long Busy, long BusySnapshot, long Locked, double MeanMs, double MaxMs, IReadOnlyList<long> Histogram);

/// <summary>The status by part.</summary>
internal sealed record ComponentsAnswer(
    ComponentAnswer? Writer,
    ComponentAnswer? Readers,
    ComponentAnswer? Wal,
    ComponentAnswer? Monitor,
    ComponentAnswer? Process,
    ComponentAnswer? Series,
    ComponentAnswer? Trading,
    ComponentAnswer? Backup,
    ComponentAnswer? Retention,
    ComponentAnswer? Cluster,
    IReadOnlyDictionary<string, ComponentAnswer> Exchanges);

/// <summary>ok, degraded or unhealthy, and why.</summary>
internal sealed record ComponentAnswer(string Status, IReadOnlyList<string> Reasons);

/// <summary>The holder of a snapshot or of the write lock: a reader of this process with its query, or another program with its process id.</summary>
internal sealed record HolderAnswer(string Name, double AgeMs, int? Process, int? Reader, string? Query);

/// <summary>The writer's mailbox, with the waiting time and the depth by lane.</summary>
internal sealed record QueueAnswer(
    int Depth, int Peak, long Refused, double OldestWaitMs, IReadOnlyDictionary<string, DurationAnswer> Wait, IReadOnlyDictionary<string, int> Lanes);

/// <summary>The work of the writer.</summary>
internal sealed record WriterAnswer(
    bool Open,
    string? Failure,
    long MessagesCommitted,
    long RowsWritten,
    long Rejected,
    double IdleShare,
    long Pauses,
    long Rests,
    HolderAnswer? LockHeldBy,
    IReadOnlyDictionary<string, DurationAnswer> Time);

/// <summary>Number of durations, and their mean and maximum.</summary>
internal sealed record DurationAnswer(long Count, double MeanMs, double MaxMs);

/// <summary>The write-ahead log.</summary>
internal sealed record WalAnswer(
    int Pages, int CheckpointedPages, long FileBytes, long Checkpoints, long CheckpointsBusy, long PagesMoved, HolderAnswer? PinnedBy);

/// <summary>
/// The database file without the WAL. <c>freeBytes</c> are the free pages in the file: deleted rows have left them, and later writes use them. Only a restored backup
/// has none. Null if unknown.
/// </summary>
internal sealed record FileAnswer(long? Bytes, long? FreeBytes, long? DiskFreeBytes);

/// <summary>Open file descriptors of this process and their limit; null on systems other than Linux.</summary>
internal sealed record ProcessAnswer(int? FileDescriptors, long? FileDescriptorLimit, string Version);

/// <summary>The result of a checkpoint; <c>At</c> is its time, ms UTC.</summary>
internal sealed record CheckpointAnswer(string Mode, bool Busy, int WalPages, int CheckpointedPages, int MovedPages, int LeftPages, double DurationMs, long? At);

/// <summary>All read-only connections together.</summary>
internal sealed record ReadersAnswer(
    int Count,
    int InFlight,
    int QueueDepth,
    int QueuePeak,
    long Answered,
    long Expired,
    long Interrupted,
    long Refused,
    long Failed,
    DurationAnswer Wait,
    DurationAnswer Time);

/// <summary>An exchange's collector.</summary>
internal sealed record CollectorAnswer(
    string Exchange,
    string Phase,
    string? Detail,
    long? ExchangeTimeOffsetMs,
    IReadOnlyDictionary<string, string> UnknownSymbols,
    RunAnswer? Backfill,
    long? LastSyncAt,
    long Requests,
    long RefusedByExchange,
    long Failures,
    long RejectedRows,
    long StaleCompletions,
    int BudgetUsed,
    int BudgetLimit,
    long? PausedUntil,
    IReadOnlyList<RefusedSeriesAnswer> RefusedSeries,
    SweepAnswer? Sweep,
    StreamAnswer? Streams,
    FundingHealthAnswer? Funding);

/// <summary>A series whose symbol the exchange lists but whose candles it refuses; <c>Reason</c> is the exchange's message.</summary>
internal sealed record RefusedSeriesAnswer(string Symbol, int Tf, string Reason)
{
    public static IReadOnlyList<RefusedSeriesAnswer> ListOf(ImmutableDictionary<SeriesKey, string> refused) =>
    [
        .. refused
            .Select(r => new RefusedSeriesAnswer(r.Key.Symbol, r.Key.Interval.Minutes, r.Value))
            .OrderBy(r => r.Symbol, StringComparer.Ordinal)
            .ThenBy(r => r.Tf),
    ];
}

/// <summary>The sweep over the stored history since the start of the process: pages compared, candles that differed.</summary>
internal sealed record SweepAnswer(double PeriodSeconds, long Pages, long CandlesChanged);

/// <summary>
/// <c>oldestAgeSeconds</c>: age of the oldest comparison of a page; null while a page was never compared. <c>pagesNeverCompared</c>: number of these pages.
/// <c>verifiedShare</c>: share of the stored candles that were compared within 30 days. <c>findings</c>: results of the checks of the stored candles; null for a
/// single series.
/// </summary>
internal sealed record VerificationAnswer(double? OldestAgeSeconds, int PagesNeverCompared, double? VerifiedShare, VerificationFindings? Findings);

/// <summary>
/// Rows that cannot be candles; candles that differ from the roll-up of shorter candles; and candles for which the exchange itself sends this difference.
/// </summary>
internal sealed record VerificationFindings(int Faults, int RollUps, int Contradictions, string? First);

/// <summary>The stored candles of a series, and their lag behind the exchange.</summary>
internal sealed record SeriesAnswer(
    string Exchange,
    string Symbol,
    int Tf,
    long Rows,
    long? OldestTime,
    long? NewestTime,
    long Version,
    bool Collected,
    long? LagCandles,
    int OpenGaps,
    int ConfirmedMissing,
    long Unreadable,
    VerificationAnswer? Verification,
    string Status);

/// <summary>An alert that is raised; <c>severity</c> is warning or error.</summary>
internal sealed record AlertAnswer(string Name, string Severity, long Since, string Sentence, double Value);
