using System.Collections.Immutable;
using CryptoFlow.Market;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Monitor;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The messages of storage.proto. <see cref="StorageFigures"/> has the values in them.</summary>
internal static class StorageMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<GetStorage, Proto.GetStorage>("o.GetStorage", _ => new Proto.GetStorage(), _ => GetStorage.Instance),
        WireEntry.Of<StorageObserved, Proto.StorageObserved>("o.StorageObserved", ToWire, FromWire),
    ];

    private static Proto.StorageObserved ToWire(StorageObserved m)
    {
        var wire = new Proto.StorageObserved
        {
            Writer = StorageFigures.ToWire(m.Writer),
            Readers = StorageFigures.ToWire(m.Readers),
            Wal = StorageFigures.ToWire(m.Wal),
            RecentLockWaitTicks = m.Recent.LockWait.Ticks,
            RecentQueueTimeTicks = m.Recent.QueueTime.Ticks,
            Troubles = ToWire(m.Troubles),
            HasOpened = m.HasOpened,
            IsTick = m.IsTick,
            Retention = m.Retention is { } retention ? RetentionMapping.ToWire(retention) : null,
        };
        if (m.File.Bytes is { } bytes)
            wire.FileBytes = bytes;
        if (m.File.DiskFreeBytes is { } free)
            wire.DiskFreeBytes = free;
        if (m.File.FreeBytes is { } freePages)
            wire.FileFreeBytes = freePages;
        wire.LockWaits.AddRange(m.LockWaits.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => ToWire(w.Key, w.Value)));
        wire.Series.AddRange(InOrder(m.Series).Select(s => new Proto.StoredSeries { Series = s.Key.ToWire(), Stats = s.Value.ToWire() }));
        wire.Gaps.AddRange(InOrder(m.Gaps).Select(g => ToWire(g.Key, g.Value)));
        return wire;
    }

    private static StorageObserved FromWire(Proto.StorageObserved wire) => new(
        StorageFigures.FromWire(wire.Writer.Needed()),
        StorageFigures.FromWire(wire.Readers.Needed()),
        StorageFigures.FromWire(wire.Wal.Needed()),
        wire.LockWaits.ToImmutableSortedDictionary(w => w.Connection, FromWire, StringComparer.Ordinal),
        wire.Series.ToImmutableDictionary(s => s.Series.Needed().FromWire(), s => s.Stats.Needed().FromWire()),
        wire.Gaps.ToImmutableDictionary(g => g.Series.Needed().FromWire(), FromWire),
        new FileHealth(wire.HasFileBytes ? wire.FileBytes : null, wire.HasDiskFreeBytes ? wire.DiskFreeBytes : null) { FreeBytes = wire.HasFileFreeBytes ? wire.FileFreeBytes : null },
        new RecentPeaks(TimeSpan.FromTicks(wire.RecentLockWaitTicks), TimeSpan.FromTicks(wire.RecentQueueTimeTicks)),
        FromWire(wire.Troubles.Needed()),
        wire.HasOpened,
        wire.IsTick)
    { Retention = wire.Retention is { } retention ? RetentionMapping.FromWire(retention) : null };

    private static IEnumerable<KeyValuePair<SeriesKey, T>> InOrder<T>(ImmutableDictionary<SeriesKey, T> series) =>
        series.OrderBy(s => s.Key.Exchange).ThenBy(s => s.Key.Symbol, StringComparer.Ordinal).ThenBy(s => s.Key.Interval);

    private static Proto.ConnectionLockWaits ToWire(string connection, LockWaitHealth waits)
    {
        var wire = new Proto.ConnectionLockWaits
        {
            Connection = connection,
            Waits = waits.Waits,
            Busy = waits.Busy,
            BusySnapshot = waits.BusySnapshot,
            Locked = waits.Locked,
            MeanMs = waits.MeanMs,
            MaxMs = waits.MaxMs,
        };
        wire.Histogram.AddRange(waits.Histogram);
        return wire;
    }

    private static LockWaitHealth FromWire(Proto.ConnectionLockWaits wire) =>
        new(wire.Waits, wire.Busy, wire.BusySnapshot, wire.Locked, wire.MeanMs, wire.MaxMs, [.. wire.Histogram]);

    private static Proto.SeriesGaps ToWire(SeriesKey series, GapCounts gaps)
    {
        var wire = new Proto.SeriesGaps { Series = series.ToWire(), Open = gaps.Open, Confirmed = gaps.Confirmed };
        if (gaps.Unreadable is { } unreadable)
        {
            wire.UnreadableRanges = unreadable.Ranges;
            wire.UnreadableCandles = unreadable.Candles;
            wire.UnreadableOpenTime = unreadable.OpenTime;
            wire.UnreadableReason = unreadable.Reason;
        }

        return wire;
    }

    private static GapCounts FromWire(Proto.SeriesGaps wire) => new(
        wire.Open,
        wire.Confirmed,
        wire.HasUnreadableReason ? new UnreadableCandles(wire.UnreadableRanges, wire.UnreadableCandles, wire.UnreadableOpenTime, wire.UnreadableReason) : null);

    private static Proto.StorageTroubles ToWire(StorageTroubles troubles)
    {
        var wire = new Proto.StorageTroubles();
        if (troubles.SinceLockTimeout is { } timeout)
            wire.SinceLockTimeoutTicks = timeout.Ticks;
        if (troubles.SinceReadFailure is { } failure)
            wire.SinceReadFailureTicks = failure.Ticks;
        if (troubles.SinceLongWait is { } wait)
            wire.SinceLongWaitTicks = wait.Ticks;
        if (troubles.ProbeFailure is { } probe)
            wire.ProbeFailure = probe;
        if (troubles.Damage is { } damage)
            wire.Damage = damage;
        if (troubles.FileSystemNote is { } note)
            wire.FileSystemNote = note;
        return wire;
    }

    private static StorageTroubles FromWire(Proto.StorageTroubles wire) => new(
        wire.HasSinceLockTimeoutTicks ? TimeSpan.FromTicks(wire.SinceLockTimeoutTicks) : null,
        wire.HasSinceReadFailureTicks ? TimeSpan.FromTicks(wire.SinceReadFailureTicks) : null,
        wire.HasSinceLongWaitTicks ? TimeSpan.FromTicks(wire.SinceLongWaitTicks) : null,
        wire.HasProbeFailure ? wire.ProbeFailure : null,
        wire.HasDamage ? wire.Damage : null,
        wire.HasFileSystemNote ? wire.FileSystemNote : null);
}
