using CryptoFlow.Storage.Monitor.DayRecord;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The messages of operations.proto.</summary>
internal static class OperationsMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<ReadRecord, Proto.ReadRecord>("o.ReadRecord", ToWire, FromWire),
        WireEntry.Of<StorageRecordRead, Proto.StorageRecordRead>("o.StorageRecordRead", ToWire, FromWire),
    ];

    private static Proto.ReadRecord ToWire(ReadRecord m) => new() { From = m.From, To = m.To };

    private static ReadRecord FromWire(Proto.ReadRecord wire) => new(wire.From, wire.To);

    private static Proto.StorageRecordRead ToWire(StorageRecordRead m)
    {
        var wire = new Proto.StorageRecordRead { Since = m.Since };
        wire.Locks.AddRange(m.Locks, ToWire);
        wire.Waits.AddRange(m.Waits, ToWire);
        wire.Checkpoints.AddRange(m.Checkpoints, ToWire);
        wire.Reads.AddRange(m.Reads, r => new Proto.RunningRead { Reader = r.Reader, Query = r.Query, AgeTicks = r.Age.Ticks });
        return wire;
    }

    private static StorageRecordRead FromWire(Proto.StorageRecordRead wire) => new(
        wire.Since,
        wire.Locks.ToArray(FromWire),
        wire.Waits.ToArray(FromWire),
        wire.Checkpoints.ToArray(FromWire),
        wire.Reads.ToArray(r => new RunningRead(r.Reader, r.Query, TimeSpan.FromTicks(r.AgeTicks))));

    private static Proto.HeldLock ToWire(HeldLock held) =>
        new() { Holder = held.Holder, Writes = held.Writes, From = held.From, To = held.To, IsHeld = held.IsHeld };

    private static HeldLock FromWire(Proto.HeldLock wire) => new(wire.Holder, wire.Writes, wire.From, wire.To, wire.IsHeld);

    private static Proto.WaitedMessages ToWire(WaitedMessages waited) => new()
    {
        Message = waited.Message,
        From = waited.From,
        To = waited.To,
        Count = waited.Count,
        LongestInQueueTicks = waited.LongestInQueue.Ticks,
        LongestForLockTicks = waited.LongestForLock.Ticks,
        Refused = waited.Refused,
    };

    private static WaitedMessages FromWire(Proto.WaitedMessages wire) => new(
        wire.Message,
        wire.From,
        wire.To,
        wire.Count,
        TimeSpan.FromTicks(wire.LongestInQueueTicks),
        TimeSpan.FromTicks(wire.LongestForLockTicks),
        wire.Refused);

    private static Proto.CheckpointsRun ToWire(CheckpointsRun run) => new()
    {
        Mode = WireEnums.CheckpointModes.ToWire(run.Mode),
        Busy = run.Busy,
        From = run.From,
        To = run.To,
        Count = run.Count,
        MovedPages = run.MovedPages,
        LeftPages = run.LeftPages,
        LongestTicks = run.Longest.Ticks,
    };

    private static CheckpointsRun FromWire(Proto.CheckpointsRun wire) => new(
        WireEnums.CheckpointModes.FromWire(wire.Mode),
        wire.Busy,
        wire.From,
        wire.To,
        wire.Count,
        wire.MovedPages,
        wire.LeftPages,
        TimeSpan.FromTicks(wire.LongestTicks));
}
