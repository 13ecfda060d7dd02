using System.Collections.Immutable;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Comparisons;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Trading;
using CryptoFlow.Trading.Live;

namespace CryptoFlow.Storage.Writer;

/// <summary>Identifies one write request, so that a reply can be told from that to an earlier try.</summary>
public readonly record struct WriteId(Guid Value)
{
    public static WriteId New() => new(Guid.CreateVersion7());
}

/// <summary>The lanes of the writer's mailbox, most urgent first.</summary>
public enum WriteLane
{
    /// <summary>Checkpoints, drain: short, and what everything else depends on.</summary>
    Control,

    /// <summary>Newest candles.</summary>
    Sync,

    /// <summary>What paper traders do, one candle a message.</summary>
    Trades,

    /// <summary>The gap ledger and other bookkeeping, one small transaction each.</summary>
    Ledger,

    /// <summary>History pages.</summary>
    Backfill,
}

/// <summary>A request to change the file; <see cref="DbWriterActor"/> handles one at a time, each in one IMMEDIATE transaction.</summary>
public interface IWriteMessage
{
    WriteId Id { get; }

    WriteLane Lane { get; }

    /// <summary>When nobody waits for the reply any more: what is dequeued later is dropped, counted and answered with <see cref="WriteRejection.Expired"/>.</summary>
    DateTimeOffset LiveUntil { get; }
}

/// <summary>The writer's protocol: commands in the imperative, replies in the past tense. Every reply comes after COMMIT.</summary>
public static class WriterProtocol
{
    /// <summary>Most candles in one message, so that nothing ever waits behind more than that (ARCHITECTURE 2).</summary>
    public const int MaxCandlesPerMessage = 1_500;

    /// <summary>
    /// Most missing ranges, asked ranges and unreadable candles in one message for the ledger, and most recorded rows that it touches: it then takes the writer
    /// no longer than a page of 1,000 new candles does (Storage/DESIGN.md).
    /// </summary>
    public const int MaxGapsPerMessage = 250;

    /// <summary>
    /// Stores closed candles of one series: inserts what is new, updates what differs, leaves the rest untouched. Where a page of history
    /// was compared by that, <paramref name="Compared"/> is recorded in the same transaction.
    /// </summary>
    public sealed record WriteCandles(
        WriteId Id,
        WriteLane Lane,
        RunId Run,
        SeriesKey Series,
        ImmutableArray<Candle> Candles,
        DateTimeOffset LiveUntil,
        PageComparison? Compared = null) : IWriteMessage;

    /// <summary>
    /// Brings the gap ledger of one series up to what a search or an answer of the exchange has shown, for the searched range or a first part of it:
    /// <see cref="GapsRecorded"/> says for how much, and the sender goes on from there. <paramref name="Counted"/> is the count of the series that the search has made
    /// on the way, or null: where another program has added rows, the kept count is put right.
    /// </summary>
    /// <remarks>
    /// Asks are counted once for each run and pass, however often the message is sent: how far they were counted is stored with them. The parts of a pass are to be
    /// sent in ascending order.
    /// </remarks>
    public sealed record RecordGaps(
        WriteId Id,
        RunId Run,
        int Pass,
        SeriesKey Series,
        GapFindings Findings,
        SeriesStats? Counted,
        DateTimeOffset LiveUntil) : IWriteMessage
    {
        public WriteLane Lane => WriteLane.Ledger;
    }

    /// <summary>
    /// Records what a paper trader did at one candle: signal, trades, equity and progress, all or nothing. Answered with
    /// <see cref="TraderStepRecorded"/>, also where it was recorded before, or <see cref="TraderStepRefused"/>. <paramref name="Origin"/> is where the trader
    /// began to look, <paramref name="Previous"/> the open time of the candle that it has processed before this one, ms UTC, or null for its first.
    /// </summary>
    public sealed record RecordTraderStep(WriteId Id, TraderKey Trader, long Origin, long? Previous, CandleOutcome Outcome, DateTimeOffset LiveUntil) : IWriteMessage
    {
        public WriteLane Lane => WriteLane.Trades;
    }

    /// <summary>Moves WAL frames into the file, as the monitor's policy or an operator orders.</summary>
    public sealed record RunCheckpoint(WriteId Id, CheckpointMode Mode, DateTimeOffset LiveUntil) : IWriteMessage
    {
        public WriteLane Lane => WriteLane.Control;
    }

    /// <summary>Finish what is queued, refuse what comes, checkpoint and close. Answered with <see cref="WriterDrained"/>.</summary>
    public sealed record Drain(WriteId Id, DateTimeOffset LiveUntil) : IWriteMessage
    {
        public WriteLane Lane => WriteLane.Backfill;
    }

    /// <summary>Whether the file is open. Answered with <see cref="WriterReady"/> or <see cref="WriterNotReady"/>.</summary>
    public sealed record GetWriterReadiness
    {
        public static readonly GetWriterReadiness Instance = new();

        private GetWriterReadiness()
        {
        }
    }

    /// <summary>The file has changed: look whether it was another program, and tell the caches. Not answered.</summary>
    public sealed record LookForOthers
    {
        public static readonly LookForOthers Instance = new();

        private LookForOthers()
        {
        }
    }

    /// <summary>The file is open and migrated: readers may open it.</summary>
    public sealed record WriterReady
    {
        public static readonly WriterReady Instance = new();

        private WriterReady()
        {
        }
    }

    /// <summary>The file is not open.</summary>
    public sealed record WriterNotReady
    {
        public static readonly WriterNotReady Instance = new();

        private WriterNotReady()
        {
        }
    }

    /// <summary>The candles are committed. <paramref name="SeriesVersion"/> counts the changes of the series.</summary>
    public sealed record CandlesWritten(WriteId Id, RunId Run, SeriesKey Series, int Inserted, int Updated, int Unchanged, long SeriesVersion);

    /// <summary>
    /// The ledger is committed. <paramref name="Recorded"/> is the part of the searched range for which it is, never empty where that was not, and
    /// <paramref name="Unresolved"/> what the ledger now says of the missing ranges in it.
    /// </summary>
    public sealed record GapsRecorded(WriteId Id, RunId Run, SeriesKey Series, TimeRange Recorded, ImmutableArray<GapRecord> Unresolved);

    /// <summary>
    /// The step of the candle that opened at <paramref name="Time"/> (ms UTC) is committed; <paramref name="SignalId"/> is the row id of the signal
    /// that was taken at it, or null.
    /// </summary>
    public sealed record TraderStepRecorded(WriteId Id, TraderKey Trader, long Time, long? SignalId);

    /// <summary>
    /// Nothing of the step was stored: the trader does not know its own record, and has to read it again. <paramref name="Last"/> is the open time of
    /// the last candle on record, ms UTC, or null.
    /// </summary>
    public sealed record TraderStepRefused(WriteId Id, TraderKey Trader, TraderStepRefusal Reason, long? Last);

    /// <summary>Published on the event stream after COMMIT of a step that brought anything but progress.</summary>
    public sealed record TraderStepCommitted(TraderKey Trader, CandleOutcome Outcome, long? SignalId);

    /// <summary>What a checkpoint did.</summary>
    public sealed record CheckpointFinished(WriteId Id, CheckpointOutcome Outcome);

    /// <summary>The writer has closed its connection.</summary>
    public sealed record WriterDrained(WriteId Id);

    /// <summary>Nothing of the message was stored.</summary>
    public sealed record WriteRejected(WriteId Id, WriteRejection Reason, string Detail);

    /// <summary>
    /// Published on the event stream after COMMIT: what changed, ascending. Subscribers may rely on having it no later than
    /// the sender of the message has its reply.
    /// </summary>
    /// <param name="Series">The series.</param>
    /// <param name="Lane">Of the message that was stored.</param>
    /// <param name="Changed">The candles that are new or have other values.</param>
    /// <param name="SeriesVersion">Counts the changes of the series in this database.</param>
    /// <param name="DatabaseId">The identity of the database: versions of two databases cannot be compared. Null where the file has none.</param>
    public sealed record CandlesCommitted(SeriesKey Series, WriteLane Lane, ImmutableArray<Candle> Changed, long SeriesVersion, string? DatabaseId = null);
}

/// <summary>Why a trader's step was refused.</summary>
public enum TraderStepRefusal
{
    /// <summary>It does not follow the last candle on record.</summary>
    OutOfOrder,

    /// <summary>It closes, or takes the first target of, a trade that is not open on record.</summary>
    UnknownTrade,
}

/// <summary>Why the writer did not store a message.</summary>
public enum WriteRejection
{
    /// <summary>The writer's queue is full: the sender has too much in flight.</summary>
    QueueFull,

    /// <summary>It was dequeued after its deadline.</summary>
    Expired,

    /// <summary>Another program held the file's lock for longer than the busy timeout. Worth trying again.</summary>
    Busy,

    /// <summary>The disk is full, read-only or failing. Worth trying again later, and a matter for the operator.</summary>
    StorageUnavailable,

    /// <summary>The message breaks its contract. Never worth trying again.</summary>
    Invalid,

    /// <summary>The system is going down.</summary>
    Draining,

    /// <summary>The file is damaged, or the handler failed in a way that is not foreseen.</summary>
    Failed,
}
