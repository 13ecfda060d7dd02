using CryptoFlow.Storage;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The messages of lockwaits.proto.</summary>
internal static class LockWaitMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<RecordLockWaits, Proto.RecordLockWaits>("w.RecordLockWaits", ToWire, FromWire),
        WireEntry.Of<LockWaitsRecorded, Proto.LockWaitsRecorded>("w.LockWaitsRecorded", ToWire, FromWire),
        WireEntry.Of<ReadLockWaits, Proto.ReadLockWaits>("r.ReadLockWaits", ToWire, FromWire),
        WireEntry.Of<LockWaitsRead, Proto.LockWaitsRead>("r.LockWaitsRead", ToWire, FromWire),
    ];

    private static Proto.RecordLockWaits ToWire(RecordLockWaits m)
    {
        var wire = new Proto.RecordLockWaits { Id = m.Id.ToWire(), Run = m.Run, RemainingTicks = m.Remaining.Ticks };
        wire.Hours.AddRange(m.Hours, ToWire);
        return wire;
    }

    private static RecordLockWaits FromWire(Proto.RecordLockWaits wire) =>
        new(wire.Id.ToWriteId(), wire.Run, wire.Hours.ToArray(FromWire), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.LockWaitsRecorded ToWire(LockWaitsRecorded m) => new() { Id = m.Id.ToWire() };

    private static LockWaitsRecorded FromWire(Proto.LockWaitsRecorded wire) => new(wire.Id.ToWriteId());

    private static Proto.ReadLockWaits ToWire(ReadLockWaits m) => new() { From = m.From, RemainingTicks = m.Remaining.Ticks };

    private static ReadLockWaits FromWire(Proto.ReadLockWaits wire) => new(wire.From, TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.LockWaitsRead ToWire(LockWaitsRead m)
    {
        var wire = new Proto.LockWaitsRead();
        wire.Hours.AddRange(m.Hours, ToWire);
        return wire;
    }

    private static LockWaitsRead FromWire(Proto.LockWaitsRead wire) => new(wire.Hours.ToArray(FromWire));

    private static Proto.LockWaitHour ToWire(LockWaitHour hour) =>
        new() { Hour = hour.Hour, Waits = hour.Waits, Timeouts = hour.Timeouts, TotalMs = hour.TotalMs, MaxMs = hour.MaxMs };

    private static LockWaitHour FromWire(Proto.LockWaitHour wire) => new(wire.Hour, wire.Waits, wire.Timeouts, wire.TotalMs, wire.MaxMs);
}
