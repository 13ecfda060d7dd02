using CryptoFlow.Messages;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Monitor.DayRecord;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Retention;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Storage.Monitor;

/// <summary>
/// The protocol of the <see cref="StorageMonitorActor"/>: the reports of the writer and the readers, and the orders of the storage actor. The storage monitor
/// sends each <see cref="StorageObserved"/> to the system monitor.
/// </summary>
public static class StorageMonitorProtocol
{
    /// <summary>The writer has answered one message, with a reply or a refusal.</summary>
    /// <param name="Lane">The lane in which the message waited.</param>
    /// <param name="Series">The series of a page of candles; null for other messages.</param>
    /// <param name="QueueTime">Time from the arrival in the mailbox until the writer dequeued the message.</param>
    /// <param name="HandlerTime">Time from there to the reply, including lock waits.</param>
    /// <param name="LockWait">The waits for other programs' locks.</param>
    /// <param name="Rejection">Why the message was refused, or null.</param>
    /// <param name="Rows">Candles inserted and updated.</param>
    /// <param name="Stats">The state of the series after COMMIT; null if no candle changed.</param>
    public sealed record WriteObserved(
        WriteLane Lane,
        SeriesKey? Series,
        TimeSpan QueueTime,
        TimeSpan HandlerTime,
        LockWait LockWait,
        WriteRefusal? Rejection,
        int Rows,
        SeriesStats? Stats);

    /// <summary>The writer left the write lock free for other programs during a whole pause.</summary>
    public sealed record WriterPaused
    {
        public static readonly WriterPaused Instance = new();

        private WriterPaused()
        {
        }
    }

    /// <summary>The writer rested after a page of backfill, because clients were reading.</summary>
    public sealed record WriterRested
    {
        public static readonly WriterRested Instance = new();

        private WriterRested()
        {
        }
    }

    /// <summary>A reader has answered one query, or the query was refused.</summary>
    /// <param name="Reader">The reader's number, from 1; 0 for the router.</param>
    /// <param name="Query">The kind of the query (<see cref="Storage.Readers.IReadMessage.Kind"/>).</param>
    /// <param name="QueueTime">Time from the arrival at the router until a reader began the query.</param>
    /// <param name="HandlerTime">Time from there to the answer.</param>
    /// <param name="LockWait">The waits for other programs' locks.</param>
    /// <param name="Outcome">How the query ended.</param>
    public sealed record ReadObserved(int Reader, string Query, TimeSpan QueueTime, TimeSpan HandlerTime, LockWait LockWait, ReadOutcome Outcome);

    /// <summary>The router's state. Sent half a second after a query arrived, and every half second while a query runs or waits.</summary>
    public sealed record ReadersReported(int Readers, int InFlight, int Waiting, int WaitingPeak);

    /// <summary>The writer ran a checkpoint.</summary>
    public sealed record CheckpointObserved(CheckpointOutcome Outcome);

    /// <summary>The writer has opened the file, and writes under this epoch.</summary>
    public sealed record WriterOpened(long Epoch);

    /// <summary>The writer cannot write (disk full, read-only, I/O error). A null <paramref name="Failure"/> means that it can write again.</summary>
    public sealed record WriterConditionChanged(string? Failure);

    /// <summary>Retention reports its status after each change.</summary>
    public sealed record RetentionReported(RetentionStatus Status);

    /// <summary>A query found damage in the file.</summary>
    public sealed record FileDamaged(string Detail);

    /// <summary>
    /// Asks the storage monitor to send its observation now, and the system monitor to publish its snapshot now, instead of at the next tick. Not answered.
    /// </summary>
    public sealed record ShowHealth
    {
        public static readonly ShowHealth Instance = new();

        private ShowHealth()
        {
        }
    }

    /// <summary>Requests the newest observation, for a node without the writer. Answered with <see cref="StorageObserved"/>, from memory.</summary>
    public sealed record GetStorage : IWireMessage
    {
        public static readonly GetStorage Instance = new();
    }

    /// <summary>Asks for the entries of the record that overlap a range of time. Answered with <see cref="StorageRecordRead"/>, from memory.</summary>
    /// <param name="From">Begin, ms UTC.</param>
    /// <param name="To">End, ms UTC.</param>
    public sealed record ReadRecord(long From, long To) : IWireMessage;

    /// <summary>Asks the storage monitor to close its connection, before the writer closes the file. Answered with <see cref="ProbeClosed"/>.</summary>
    public sealed record CloseProbe
    {
        public static readonly CloseProbe Instance = new();

        private CloseProbe()
        {
        }
    }

    /// <summary>The storage monitor has closed its connection and opens no other.</summary>
    public sealed record ProbeClosed
    {
        public static readonly ProbeClosed Instance = new();

        private ProbeClosed()
        {
        }
    }
}
