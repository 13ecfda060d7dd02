using System.Text.Json;
using System.Text.Json.Serialization;

namespace CryptoFlow.Web.Api;

/// <summary>The answer of <c>GET /api/health</c>. Times in ms UTC but for <see cref="Timestamp"/>, durations in ms.</summary>
internal sealed record HealthAnswer
{
    /// <summary>ok, degraded or unhealthy.</summary>
    public required string Status { get; init; }

    /// <summary>When the snapshot was taken, ISO 8601.</summary>
    public required string Timestamp { get; init; }

    /// <summary>Whether the monitor did not answer in time and this is the last that it said.</summary>
    public required bool Stale { get; init; }

    /// <summary>One sentence for each thing that is not as it should be.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Stored candles as <c>candles_15</c> and so on, one member per interval.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Rows { get; } = [];

    /// <summary>Locks waited for by all connections together.</summary>
    public required long LockWaitCount { get; init; }

    public required LockWaitsAnswer LockWaits { get; init; }

    public required QueueAnswer Queue { get; init; }

    public required WriterAnswer Writer { get; init; }

    public required WalAnswer Wal { get; init; }

    public required CheckpointAnswer? LastCheckpoint { get; init; }

    public required ReadersAnswer Readers { get; init; }

    public required IReadOnlyList<CollectorAnswer> Collectors { get; init; }

    public required IReadOnlyList<SeriesAnswer> Series { get; init; }

    public required SocketsAnswer WebSockets { get; init; }

    /// <summary>Alerts that are raised, the oldest first.</summary>
    public required IReadOnlyList<AlertAnswer> Alerts { get; init; }
}

/// <summary>Locks waited for, by the kind of connection that waited.</summary>
internal sealed record LockWaitsAnswer(LockWaitAnswer Writer, LockWaitAnswer Reader, LockWaitAnswer Monitor);

/// <summary>Waits of one kind of connection, and those of them that were in vain.</summary>
internal sealed record LockWaitAnswer(long Count, long Timeouts, double MeanMs, double MaxMs);

/// <summary>The writer's mailbox, with the time spent in it by lane.</summary>
internal sealed record QueueAnswer(int Depth, int Peak, long Refused, IReadOnlyDictionary<string, DurationAnswer> Wait);

/// <summary>What went through the writer.</summary>
internal sealed record WriterAnswer(
    bool Open,
    string? Failure,
    long MessagesCommitted,
    long RowsWritten,
    long Rejected,
    IReadOnlyDictionary<string, DurationAnswer> Time);

/// <summary>How often, and how long.</summary>
internal sealed record DurationAnswer(long Count, double MeanMs, double MaxMs);

/// <summary>The write-ahead log.</summary>
internal sealed record WalAnswer(int Pages, int CheckpointedPages, long FileBytes, long Checkpoints, long CheckpointsBusy);

/// <summary>The newest checkpoint.</summary>
internal sealed record CheckpointAnswer(string Mode, bool Busy, int WalPages, int CheckpointedPages, double DurationMs, long? At);

/// <summary>The read-only connections together.</summary>
internal sealed record ReadersAnswer(
    int Count,
    int InFlight,
    int QueueDepth,
    int QueuePeak,
    long Answered,
    long Expired,
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
    long? PausedUntil);

/// <summary>What is stored of a series, and how fresh it is.</summary>
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
    int ConfirmedMissing);

/// <summary>The WebSocket clients.</summary>
internal sealed record SocketsAnswer(int Clients, int MaxClients, long Accepted, long Refused, long DroppedSlow);

/// <summary>An alert that is raised; <c>severity</c> is warning or error.</summary>
internal sealed record AlertAnswer(string Name, string Severity, long Since, string Sentence, double Value);
