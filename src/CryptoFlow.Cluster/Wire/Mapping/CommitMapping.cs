using CryptoFlow.Storage.Commits;
using static CryptoFlow.Storage.Writer.WriterProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The messages of commits.proto.</summary>
internal static class CommitMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<CandlesCommitted, Proto.CandlesCommitted>("f.CandlesCommitted", ToWire, FromWire),
        WireEntry.Of<TraderStepCommitted, Proto.TraderStepCommitted>("f.TraderStepCommitted", ToWire, FromWire),
        WireEntry.Of<CommitHead, Proto.CommitHead>("f.CommitHead", ToWire, FromWire),
    ];

    public static Proto.CandlesCommitted ToWire(CandlesCommitted m)
    {
        var wire = new Proto.CandlesCommitted
        {
            Series = m.Series.ToWire(),
            Lane = WireEnums.Lanes.ToWire(m.Lane),
            Changed = m.Changed.ToWire(),
            SeriesVersion = m.SeriesVersion,
            Stamp = ToWire(m.Stamp),
            Source = WireEnums.ChangeSources.ToWire(m.Source),
        };
        wire.Deleted.AddRange(m.Deleted, MarketMapping.ToWire);
        if (m.DatabaseId is { } database)
            wire.DatabaseId = database;
        return wire;
    }

    public static CandlesCommitted FromWire(Proto.CandlesCommitted wire)
    {
        var commit = new CandlesCommitted(
            wire.Series.Needed().FromWire(),
            WireEnums.Lanes.FromWire(wire.Lane),
            wire.Changed.Needed().FromWire(),
            wire.SeriesVersion,
            wire.HasDatabaseId ? wire.DatabaseId : null)
        {
            Deleted = wire.Deleted.ToArray(MarketMapping.FromWire),
            Stamp = FromWire(wire.Stamp.Needed()),
        };
        return wire.Source == Proto.ChangeSource.Unspecified ? commit : commit with { Source = WireEnums.ChangeSources.FromWire(wire.Source) };
    }

    public static Proto.TraderStepCommitted ToWire(TraderStepCommitted m)
    {
        var wire = new Proto.TraderStepCommitted { Trader = m.Trader.ToWire(), Outcome = m.Outcome.ToWire(), Stamp = ToWire(m.Stamp) };
        if (m.SignalId is { } signal)
            wire.SignalId = signal;
        return wire;
    }

    public static TraderStepCommitted FromWire(Proto.TraderStepCommitted wire) =>
        new(wire.Trader.Needed().FromWire(), wire.Outcome.Needed().FromWire(), wire.HasSignalId ? wire.SignalId : null) { Stamp = FromWire(wire.Stamp.Needed()) };

    public static Proto.CommitStamp ToWire(CommitStamp stamp) => new() { Epoch = stamp.Epoch, Number = stamp.Number };

    public static CommitStamp FromWire(Proto.CommitStamp wire) => new(wire.Epoch, wire.Number);

    public static Proto.CommitHead ToWire(CommitHead head)
    {
        var wire = new Proto.CommitHead { Epoch = head.Epoch, Newest = ToWire(head.Newest) };
        if (head.DatabaseId is { } database)
            wire.DatabaseId = database;
        return wire;
    }

    public static CommitHead FromWire(Proto.CommitHead wire) =>
        new(wire.Epoch, FromWire(wire.Newest.Needed()), wire.HasDatabaseId ? wire.DatabaseId : null);
}
