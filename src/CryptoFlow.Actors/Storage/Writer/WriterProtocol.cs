using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Trades;

namespace CryptoFlow.Storage.Writer;

/// <summary>Identifies one try of a write request, so that the sender recognises a late reply to an earlier try.</summary>
public readonly record struct WriteId(Guid Value)
{
    public static WriteId New() => new(Guid.CreateVersion7());
}

/// <summary>The lanes of the writer's mailbox, most urgent first.</summary>
public enum WriteLane
{
    /// <summary>Checkpoints and the writer's own messages. They are short, and all other messages depend on them.</summary>
    Control,

    /// <summary>Newest candles.</summary>
    Sync,

    /// <summary>Steps of paper traders, one candle a message.</summary>
    Trades,

    /// <summary>The gap ledger and other records: one small transaction for each message.</summary>
    Ledger,

    /// <summary>History pages, and funding rates.</summary>
    Backfill,
}

/// <summary>A request to change the file; <see cref="DbWriterActor"/> handles one at a time, each in one IMMEDIATE transaction.</summary>
public interface IWriteMessage : IWireMessage
{
    WriteId Id { get; }

    WriteLane Lane { get; }

    /// <summary>
    /// For how long the sender still waits, from the arrival in the writer's mailbox on. The writer does not handle a message that it dequeues later, but answers it
    /// with <see cref="WriteRefusal.Expired"/>.
    /// </summary>
    TimeSpan Remaining { get; }
}

/// <summary>A write request with the type of its reply.</summary>
/// <typeparam name="TReply">The reply after COMMIT. The writer may send <see cref="WriterProtocol.WriteRefused"/> instead.</typeparam>
public interface IWriteMessage<TReply> : IWriteMessage
    where TReply : class, IWriteReply;

/// <summary>A reply of the writer: the reply to a request, or <see cref="WriterProtocol.WriteRefused"/>.</summary>
public interface IWriteReply : IWireMessage
{
    /// <summary>The id of the request.</summary>
    WriteId Id { get; }
}

/// <summary>The writer's answer to a trader's step: <see cref="WriterProtocol.TraderStepRecorded"/> or <see cref="WriterProtocol.TraderStepRefused"/>.</summary>
public interface ITraderStepReply : IWriteReply;

/// <summary>
/// The writer's protocol: commands in the imperative, replies in the past tense. Every reply comes after COMMIT. <see cref="WriterClient"/> sends requests.
/// </summary>
public static partial class WriterProtocol
{
    /// <summary>Maximum number of candles in one message. It limits the time for which a message waits behind another (Storage/DESIGN.md, The writer).</summary>
    public const int MaxCandlesPerMessage = 1_500;

    /// <summary>
    /// Maximum number of missing ranges, of asked ranges and of unreadable candles in one message for the ledger. The message also touches at most about this many
    /// recorded rows. The writer needs no more time for it than for a page of 1,000 new candles (Storage/DESIGN.md, Gap ledger).
    /// </summary>
    public const int MaxGapsPerMessage = 250;

    /// <summary>
    /// Stores closed candles of one series: inserts new candles, updates candles that differ, and leaves the others unchanged. If the candles are a whole page of
    /// history that was compared with the exchange, <paramref name="Compared"/> is recorded in the same transaction. The former values of updated candles are kept
    /// as revisions with <paramref name="Source"/>.
    /// </summary>
    public sealed record WriteCandles(
        WriteId Id,
        WriteLane Lane,
        ChangeSource Source,
        RunId Run,
        SeriesKey Series,
        ImmutableArray<Candle> Candles,
        TimeSpan Remaining,
        PageComparison? Compared = null) : IWriteMessage<CandlesWritten>
    {
        /// <summary>
        /// True to store the candles only if the series is on the list of added series, and else to refuse the message with <see cref="WriteRefusal.NotAdded"/>. The
        /// collector sets this for each series that a user has added: a message may be on its way while another message removes the series.
        /// </summary>
        public bool OnlyIfAdded { get; init; }
    }

    /// <summary>
    /// Deletes rows of a series. A repair (<c>verify</c>) deletes rows that cannot be candles of the series, or that its exchange does not have. A user who removes
    /// a series may delete its candles. The deleted values are kept as revisions. At most <see cref="MaxCandlesPerMessage"/> open times, ms UTC; an open time
    /// without a row is ignored.
    /// </summary>
    public sealed record DeleteCandles(WriteId Id, RunId Run, SeriesKey Series, ImmutableArray<long> OpenTimes, TimeSpan Remaining) : IWriteMessage<CandlesDeleted>
    {
        public WriteLane Lane => WriteLane.Backfill;

        /// <summary><see cref="ChangeSource.Repair"/> or <see cref="ChangeSource.Removal"/>.</summary>
        public ChangeSource Source { get; init; } = ChangeSource.Repair;
    }

    /// <summary>
    /// Updates the gap ledger of one series with the findings of a search or of an exchange's answer. The writer may record only the first part of the searched
    /// range. <see cref="GapsRecorded"/> says where this part ends, and the sender continues from there. <paramref name="Counted"/> holds the rows that the search
    /// has counted, or null. The writer uses it to correct the row count in <c>series</c> after another program has added rows.
    /// </summary>
    /// <remarks>
    /// The writer counts the asks of a run and pass once, even if the message is sent several times: it stores the open time up to which it has counted them. The
    /// sender must send the parts of a pass in ascending order.
    /// </remarks>
    public sealed record RecordGaps(
        WriteId Id,
        RunId Run,
        int Pass,
        SeriesKey Series,
        GapFindings Findings,
        SeriesStats? Counted,
        TimeSpan Remaining) : IWriteMessage<GapsRecorded>
    {
        /// <inheritdoc cref="WriteCandles.OnlyIfAdded"/>
        public bool OnlyIfAdded { get; init; }

        public WriteLane Lane => WriteLane.Ledger;
    }

    /// <summary>
    /// Records the step of a paper trader at one candle: signal, trades, equity and progress, all or nothing. Answered with <see cref="TraderStepRecorded"/>,
    /// also if the step was recorded before, or with <see cref="TraderStepRefused"/>. <paramref name="Origin"/> is the open time at which the trader began to
    /// read. <paramref name="Previous"/> is the open time of the candle that it processed before this one, null for its first. Both are ms UTC.
    /// </summary>
    public sealed record RecordTraderStep(WriteId Id, TraderKey Trader, long Origin, long? Previous, CandleOutcome Outcome, TimeSpan Remaining) : IWriteMessage<ITraderStepReply>
    {
        public WriteLane Lane => WriteLane.Trades;
    }

    /// <summary>Moves WAL frames into the database file. Ordered by the monitor's policy or by an operator.</summary>
    public sealed record RunCheckpoint(WriteId Id, CheckpointMode Mode, TimeSpan Remaining) : IWriteMessage<CheckpointFinished>
    {
        public WriteLane Lane => WriteLane.Control;
    }

    /// <summary>Handle the queued messages, refuse all later messages, run a checkpoint and close the file. Answered with <see cref="WriterDrained"/>.</summary>
    public sealed record Drain(WriteId Id, TimeSpan Remaining) : IWriteMessage<WriterDrained>
    {
        public WriteLane Lane => WriteLane.Backfill;
    }

    /// <summary>Asks whether the file is open. Answered with <see cref="WriterReady"/> or <see cref="WriterNotReady"/>.</summary>
    public sealed record GetWriterReadiness : IWireMessage
    {
        public static readonly GetWriterReadiness Instance = new();
    }

    /// <summary>Check whether the file is still at its path and whether another program has changed it. After a change, tell the caches. Not answered.</summary>
    public sealed record LookForOthers
    {
        public static readonly LookForOthers Instance = new();

        private LookForOthers()
        {
        }
    }

    /// <summary>The file is open and migrated: readers may open it.</summary>
    /// <param name="Epoch">The epoch of the writer.</param>
    public sealed record WriterReady(long Epoch) : IWireMessage;

    /// <summary>The file is not open.</summary>
    public sealed record WriterNotReady : IWireMessage
    {
        public static readonly WriterNotReady Instance = new();
    }

    /// <summary>The candles are committed. <paramref name="SeriesVersion"/> counts the committed changes of the series.</summary>
    public sealed record CandlesWritten(WriteId Id, RunId Run, SeriesKey Series, int Inserted, int Updated, int Unchanged, long SeriesVersion) : IWriteReply
    {
        /// <summary>Candles of the message that were left out, because they open before the series is kept (<see cref="SeriesStats.KeptFrom"/>).</summary>
        public int NotKept { get; init; }
    }

    /// <summary>The rows are deleted, and the deletion is committed.</summary>
    public sealed record CandlesDeleted(WriteId Id, RunId Run, SeriesKey Series, int Deleted) : IWriteReply;

    /// <summary>
    /// The ledger is committed. <paramref name="Recorded"/> is the recorded part of the searched range; it is empty only if the searched range is empty.
    /// <paramref name="Unresolved"/> holds the ledger's rows of the ranges that are still missing in that part.
    /// </summary>
    public sealed record GapsRecorded(WriteId Id, RunId Run, SeriesKey Series, TimeRange Recorded, ImmutableArray<GapRecord> Unresolved) : IWriteReply;

    /// <summary>
    /// The step of the candle that opened at <paramref name="Time"/> (ms UTC) is committed; <paramref name="SignalId"/> is the row id of the signal
    /// that the trader took at this candle, or null.
    /// </summary>
    public sealed record TraderStepRecorded(WriteId Id, TraderKey Trader, long Time, long? SignalId) : ITraderStepReply;

    /// <summary>
    /// Nothing of the step was stored, because the step does not fit the trader's record. The trader has to read its record again. <paramref name="Last"/> is
    /// the open time of the last recorded candle, ms UTC, or null.
    /// </summary>
    public sealed record TraderStepRefused(WriteId Id, TraderKey Trader, TraderStepRefusal Reason, long? Last) : ITraderStepReply;

    /// <summary>The result of a checkpoint.</summary>
    public sealed record CheckpointFinished(WriteId Id, CheckpointOutcome Outcome) : IWriteReply;

    /// <summary>The writer has closed its connection.</summary>
    public sealed record WriterDrained(WriteId Id) : IWriteReply;

    /// <summary>Nothing of the message was stored.</summary>
    public sealed record WriteRefused(WriteId Id, WriteRefusal Reason, string Detail) : IWriteReply;
}

/// <summary>Why a trader's step was refused.</summary>
public enum TraderStepRefusal
{
    /// <summary>The step does not follow the last recorded candle.</summary>
    OutOfOrder,

    /// <summary>The step closes a trade, or takes the first target of a trade, that is not recorded as open.</summary>
    UnknownTrade,
}

/// <summary>Why the writer did not store a message.</summary>
public enum WriteRefusal
{
    /// <summary>The writer's queue is full: the sender has too much in flight.</summary>
    QueueFull,

    /// <summary>The message was dequeued after its remaining time, or the writer did not answer in time.</summary>
    Expired,

    /// <summary>Another program held the file's lock for longer than the busy timeout. The sender may try again.</summary>
    Busy,

    /// <summary>The file is not open, or the disk is full, read-only or failing. The sender may try again; the operator has to act if this lasts.</summary>
    StorageUnavailable,

    /// <summary>The message breaks its contract. Another try would be refused, too.</summary>
    Invalid,

    /// <summary>The writer is closing the file. In a cluster another node opens it next, so the sender may try again.</summary>
    Draining,

    /// <summary>The file is damaged, or the handler failed in an unforeseen way.</summary>
    Failed,

    /// <summary>
    /// A user has removed the series (<see cref="WriterProtocol.WriteCandles.OnlyIfAdded"/>). Messages for the series are accepted again after a user has added it
    /// again.
    /// </summary>
    NotAdded,
}
