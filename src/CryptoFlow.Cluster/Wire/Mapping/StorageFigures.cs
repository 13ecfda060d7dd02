using System.Collections.Immutable;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Writer;
using Google.Protobuf.Collections;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The figures of the writer, the readers and the WAL in storage.proto.</summary>
internal static class StorageFigures
{
    public static Proto.WriterHealth ToWire(WriterHealth writer)
    {
        var wire = new Proto.WriterHealth
        {
            Open = writer.Open,
            QueueDepth = writer.QueueDepth,
            QueuePeak = writer.QueuePeak,
            QueueRefused = writer.QueueRefused,
            MessagesCommitted = writer.MessagesCommitted,
            RowsWritten = writer.RowsWritten,
            Rejected = writer.Rejected,
            IdleShare = writer.IdleShare,
            BusyMs = writer.BusyMs,
            Pauses = writer.Pauses,
            Rests = writer.Rests,
            LockHeldBy = writer.LockHeldBy is { } holder ? ToWire(holder) : null,
            OldestWaitTicks = writer.OldestWait.Ticks,
        };
        if (writer.Failure is { } failure)
            wire.Failure = failure;
        if (writer.Epoch is { } epoch)
            wire.Epoch = epoch;
        if (writer.OpenedAt is { } openedAt)
            wire.OpenedAt = openedAt;
        AddTo(wire.QueueTime, writer.QueueTimeByLane);
        AddTo(wire.HandlerTime, writer.HandlerTimeByLane);
        wire.QueueDepthByLane.AddRange(writer.QueueDepthByLane.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => new Proto.LaneDepth { Lane = d.Key, Depth = d.Value }));
        return wire;
    }

    public static WriterHealth FromWire(Proto.WriterHealth wire) => new(
        wire.Open,
        wire.HasFailure ? wire.Failure : null,
        wire.QueueDepth,
        wire.QueuePeak,
        wire.QueueRefused,
        wire.MessagesCommitted,
        wire.RowsWritten,
        wire.Rejected,
        Lanes(wire.QueueTime),
        Lanes(wire.HandlerTime),
        wire.IdleShare,
        wire.BusyMs,
        wire.Pauses,
        wire.Rests,
        wire.LockHeldBy is { } holder ? FromWire(holder) : null,
        TimeSpan.FromTicks(wire.OldestWaitTicks),
        wire.HasEpoch ? wire.Epoch : null,
        wire.HasOpenedAt ? wire.OpenedAt : null)
    {
        QueueDepthByLane = wire.QueueDepthByLane.ToImmutableSortedDictionary(d => d.Lane, d => d.Depth),
    };

    public static Proto.ReadersHealth ToWire(ReadersHealth readers) => new()
    {
        Count = readers.Count,
        InFlight = readers.InFlight,
        QueueDepth = readers.QueueDepth,
        QueuePeak = readers.QueuePeak,
        Answered = readers.Answered,
        Expired = readers.Expired,
        Refused = readers.Refused,
        Failed = readers.Failed,
        QueueTime = ToWire(readers.QueueTime),
        HandlerTime = ToWire(readers.HandlerTime),
        Interrupted = readers.Interrupted,
    };

    public static ReadersHealth FromWire(Proto.ReadersHealth wire) => new(
        wire.Count,
        wire.InFlight,
        wire.QueueDepth,
        wire.QueuePeak,
        wire.Answered,
        wire.Expired,
        wire.Refused,
        wire.Failed,
        FromWire(wire.QueueTime.Needed()),
        FromWire(wire.HandlerTime.Needed()),
        wire.Interrupted);

    public static Proto.WalHealth ToWire(WalHealth wal)
    {
        var wire = new Proto.WalHealth
        {
            Pages = wal.Pages,
            CheckpointedPages = wal.CheckpointedPages,
            FileBytes = wal.FileBytes,
            LastCheckpoint = wal.LastCheckpoint is { } checkpoint ? ToWire(checkpoint) : null,
            Checkpoints = wal.Checkpoints,
            CheckpointsBusy = wal.CheckpointsBusy,
            PagesMoved = wal.PagesMoved,
            PinnedBy = wal.PinnedBy is { } holder ? ToWire(holder) : null,
        };
        if (wal.LastCheckpointAt is { } at)
            wire.LastCheckpointAt = at;
        return wire;
    }

    public static WalHealth FromWire(Proto.WalHealth wire) => new(
        wire.Pages,
        wire.CheckpointedPages,
        wire.FileBytes,
        wire.LastCheckpoint is { } checkpoint ? FromWire(checkpoint) : null,
        wire.HasLastCheckpointAt ? wire.LastCheckpointAt : null,
        wire.Checkpoints,
        wire.CheckpointsBusy,
        wire.PagesMoved,
        wire.PinnedBy is { } holder ? FromWire(holder) : null);

    private static Proto.Checkpoint ToWire(CheckpointOutcome outcome) => new()
    {
        Mode = WireEnums.CheckpointModes.ToWire(outcome.Mode),
        Busy = outcome.Busy,
        WalPages = outcome.WalPages,
        CheckpointedPages = outcome.CheckpointedPages,
        MovedPages = outcome.MovedPages,
        DurationTicks = outcome.Duration.Ticks,
    };

    private static CheckpointOutcome FromWire(Proto.Checkpoint wire) => new(
        WireEnums.CheckpointModes.FromWire(wire.Mode),
        wire.Busy,
        wire.WalPages,
        wire.CheckpointedPages,
        wire.MovedPages,
        TimeSpan.FromTicks(wire.DurationTicks));

    private static Proto.LockHolder ToWire(LockHolder holder)
    {
        var wire = new Proto.LockHolder { Name = holder.Name, AgeTicks = holder.Age.Ticks };
        if (holder.Process is { } process)
            wire.Process = process;
        if (holder.Reader is { } reader)
            wire.Reader = reader;
        if (holder.Query is { } query)
            wire.Query = query;
        return wire;
    }

    private static LockHolder FromWire(Proto.LockHolder wire) => new(
        wire.Name,
        TimeSpan.FromTicks(wire.AgeTicks),
        wire.HasProcess ? wire.Process : null,
        wire.HasReader ? wire.Reader : null,
        wire.HasQuery ? wire.Query : null);

    private static Proto.DurationStats ToWire(DurationStats stats) => new() { Count = stats.Count, MeanMs = stats.MeanMs, MaxMs = stats.MaxMs };

    private static DurationStats FromWire(Proto.DurationStats wire) => new(wire.Count, wire.MeanMs, wire.MaxMs);

    private static void AddTo(RepeatedField<Proto.LaneDurations> field, ImmutableSortedDictionary<string, DurationStats> lanes)
    {
        foreach (var (lane, stats) in lanes.OrderBy(l => l.Key, StringComparer.Ordinal))
            field.Add(new Proto.LaneDurations { Lane = lane, Stats = ToWire(stats) });
    }

    private static ImmutableSortedDictionary<string, DurationStats> Lanes(RepeatedField<Proto.LaneDurations> field) =>
        field.ToImmutableSortedDictionary(l => l.Lane, l => FromWire(l.Stats.Needed()));
}
