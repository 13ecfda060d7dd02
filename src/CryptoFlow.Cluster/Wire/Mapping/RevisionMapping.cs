using CryptoFlow.Storage.Candles;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The query for revisions and its answer, in readers.proto. Revisions are columns, as candles are.</summary>
internal static class RevisionMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<ReadRevisions, Proto.ReadRevisions>("r.ReadRevisions", ToWire, FromWire),
        WireEntry.Of<RevisionsRead, Proto.RevisionsRead>("r.RevisionsRead", ToWire, FromWire),
    ];

    private static Proto.ReadRevisions ToWire(ReadRevisions m)
    {
        var wire = new Proto.ReadRevisions { Exchange = m.Exchange.ToWire(), IntervalMinutes = m.Interval.ToWire(), Limit = m.Limit, RemainingTicks = m.Remaining.Ticks };
        if (m.Symbol is { } symbol)
            wire.Symbol = symbol;
        if (m.Before is { } before)
            wire.Before = before;
        if (m.ChangedFrom is { } from)
            wire.ChangedFrom = from;
        return wire;
    }

    private static ReadRevisions FromWire(Proto.ReadRevisions wire) => new(
        wire.Exchange.FromWireOrAll(),
        wire.HasSymbol ? wire.Symbol : null,
        wire.IntervalMinutes.IntervalOrAll(),
        wire.HasBefore ? wire.Before : null,
        wire.Limit,
        TimeSpan.FromTicks(wire.RemainingTicks))
    {
        ChangedFrom = wire.HasChangedFrom ? wire.ChangedFrom : null,
    };

    private static Proto.RevisionsRead ToWire(RevisionsRead m)
    {
        var wire = new Proto.RevisionsRead { HasOlder = m.HasOlder, OldestId = m.OldestId, NewestId = m.NewestId, Since = m.Since };
        foreach (var revision in m.Revisions)
        {
            wire.Ids.Add(revision.Id);
            wire.Series.Add(revision.Series.ToWire());
            wire.ChangedAt.Add(revision.ChangedAt);
            wire.Sources.Add(WireEnums.ChangeSources.ToWire(revision.Source));
        }

        wire.Old = CandleColumns.ToWire([.. m.Revisions.Select(r => r.Old)]);
        if (m.DatabaseId is { } database)
            wire.DatabaseId = database;
        return wire;
    }

    /// <exception cref="InvalidDataException">The columns have different lengths.</exception>
    private static RevisionsRead FromWire(Proto.RevisionsRead wire)
    {
        var old = wire.Old.Needed().FromWire();
        var count = wire.Ids.Count;
        if (old.Length != count || wire.Series.Count != count || wire.ChangedAt.Count != count || wire.Sources.Count != count)
            throw new InvalidDataException("The columns of the revisions have different lengths.");
        return new RevisionsRead(
            [.. Enumerable.Range(0, count).Select(i => new CandleRevision(
                wire.Ids[i], wire.Series[i].FromWire(), wire.ChangedAt[i], WireEnums.ChangeSources.FromWire(wire.Sources[i]), old[i]))],
            wire.HasOlder,
            wire.OldestId,
            wire.NewestId,
            wire.Since,
            wire.HasDatabaseId ? wire.DatabaseId : null);
    }
}
