using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Storage.Monitor.DayRecord;

/// <summary>A lock or a snapshot that a program or a reader held. Times are ms UTC.</summary>
/// <param name="Holder">The holder's name (<see cref="LockHolder.Name"/>).</param>
/// <param name="Writes">True for the write lock, false for a snapshot.</param>
/// <param name="From">When the holder was first seen, or when our query began.</param>
/// <param name="To">When the holder was last seen. The lock may have lasted until the next observation (<see cref="MonitorPace"/>).</param>
/// <param name="IsHeld">True if the newest observation still found the holder.</param>
public sealed record HeldLock(string Holder, bool Writes, long From, long To, bool IsHeld);

/// <summary>Messages of one kind that waited long within one minute. Times are ms UTC.</summary>
/// <param name="Message">The kind: "Sync BINANCE:BTCUSDT 15m", "query candles".</param>
/// <param name="From">When the wait of the first of them began.</param>
/// <param name="To">When the wait of the last of them ended.</param>
/// <param name="Count">The number of messages.</param>
/// <param name="LongestInQueue">The longest time from the arrival until the handling began.</param>
/// <param name="LongestForLock">The longest wait for another program's lock.</param>
/// <param name="Refused">How many of them got a refusal.</param>
public sealed record WaitedMessages(string Message, long From, long To, int Count, TimeSpan LongestInQueue, TimeSpan LongestForLock, int Refused);

/// <summary>Checkpoints of one kind within one minute. Times are ms UTC.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="Busy">True if a reader or another program kept them from finishing.</param>
/// <param name="From">When the first began.</param>
/// <param name="To">When the last ended.</param>
/// <param name="Count">The number of checkpoints.</param>
/// <param name="MovedPages">Frames that they moved into the file together.</param>
/// <param name="LeftPages">Frames that were only in the WAL after the last of them.</param>
/// <param name="Longest">The duration of the longest.</param>
public sealed record CheckpointsRun(CheckpointMode Mode, bool Busy, long From, long To, int Count, int MovedPages, int LeftPages, TimeSpan Longest);

/// <summary>A query that a reader is running.</summary>
/// <param name="Reader">The reader's number, from 1.</param>
/// <param name="Query">The query, for a sentence.</param>
/// <param name="Age">How long it has run.</param>
public sealed record RunningRead(int Reader, string Query, TimeSpan Age);

/// <summary>A part of the record (<see cref="StorageRecord"/>), and the queries that run now.</summary>
/// <param name="Since">The record is complete from this time on, ms UTC.</param>
/// <param name="Locks">Locks and snapshots, in order of their begin.</param>
/// <param name="Waits">Messages that waited long, in order of their begin.</param>
/// <param name="Checkpoints">Checkpoints, in order of their begin.</param>
/// <param name="Reads">The queries that run now, the oldest first.</param>
public sealed record StorageRecordRead(
    long Since,
    ImmutableArray<HeldLock> Locks,
    ImmutableArray<WaitedMessages> Waits,
    ImmutableArray<CheckpointsRun> Checkpoints,
    ImmutableArray<RunningRead> Reads) : IWireMessage
{
    /// <summary>Maximum number of entries of each kind in one answer. The answer may cross a process and must fit into a frame.</summary>
    public const int MostOfEach = 4_000;
}
