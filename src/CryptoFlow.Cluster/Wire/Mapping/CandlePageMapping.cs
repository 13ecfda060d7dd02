using CryptoFlow.Market;
using CryptoFlow.Storage.Readers;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The query for candles and its answer, in readers.proto.</summary>
internal static class CandlePageMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<ReadCandles, Proto.ReadCandles>("r.ReadCandles", ToWire, FromWire),
        WireEntry.Of<CandlesRead, Proto.CandlesRead>("r.CandlesRead", ToWire, FromWire),
    ];

    private static Proto.ReadCandles ToWire(ReadCandles m)
    {
        var wire = new Proto.ReadCandles { Series = m.Series.ToWire(), Limit = m.Limit, RemainingTicks = m.Remaining.Ticks, RolledUpTo = m.RolledUpTo?.ToWire() };
        if (m.Before is { } before)
            wire.Before = before;
        if (m.After is { } after)
            wire.After = after;
        if (m.AsOf is { } asOf)
            wire.AsOf = asOf;
        if (m.From is { } from)
            wire.From = from;
        return wire;
    }

    private static ReadCandles FromWire(Proto.ReadCandles wire) => new(
        wire.Series.Needed().FromWire(),
        wire.Limit,
        wire.HasBefore ? wire.Before : null,
        wire.HasAfter ? wire.After : null,
        TimeSpan.FromTicks(wire.RemainingTicks))
    {
        AsOf = wire.HasAsOf ? wire.AsOf : null,
        From = wire.HasFrom ? wire.From : null,
        RolledUpTo = wire.RolledUpTo?.FromWire(),
    };

    private static Proto.CandlesRead ToWire(CandlesRead m)
    {
        var wire = new Proto.CandlesRead
        {
            Series = m.Series.ToWire(),
            Known = m.Known,
            Candles = m.Candles.ToWire(),
            HasOlder = m.HasOlder,
            SeriesVersion = m.SeriesVersion,
            Restored = m.Restored is { } restored ? new Proto.RestoredAt { AsOf = restored.AsOf, RevisionsSince = restored.RevisionsSince } : null,
            RolledUp = m.RolledUp is { } page ? ToWire(page) : null,
        };
        if (m.DatabaseId is { } database)
            wire.DatabaseId = database;
        return wire;
    }

    private static CandlesRead FromWire(Proto.CandlesRead wire) => new(
        wire.Series.Needed().FromWire(),
        wire.Known,
        wire.Candles.Needed().FromWire(),
        wire.HasOlder,
        wire.SeriesVersion,
        wire.HasDatabaseId ? wire.DatabaseId : null)
    {
        Restored = wire.Restored is { } restored ? new RestoredAt(restored.AsOf, restored.RevisionsSince) : null,
        RolledUp = wire.RolledUp is { } page ? FromWire(page) : null,
    };

    private static Proto.RolledPage ToWire(RolledPage page)
    {
        var wire = new Proto.RolledPage { Timeframe = page.Timeframe.ToWire() };
        foreach (var count in page.Counts)
        {
            wire.Held.Add(count.Held);
            wire.Expected.Add(count.Expected);
        }

        return wire;
    }

    /// <exception cref="InvalidDataException">The lists have different lengths.</exception>
    private static RolledPage FromWire(Proto.RolledPage wire) => wire.Held.Count == wire.Expected.Count
        ? new RolledPage(wire.Timeframe.Needed().FromWire(), [.. wire.Held.Zip(wire.Expected, (held, expected) => new BaseCount(held, expected))])
        : throw new InvalidDataException("The counts of rolled-up candles have different lengths.");
}
