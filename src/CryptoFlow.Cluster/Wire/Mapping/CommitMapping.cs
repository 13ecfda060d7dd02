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
    ];

    private static Proto.CandlesCommitted ToWire(CandlesCommitted m)
    {
        var wire = new Proto.CandlesCommitted
        {
            Series = m.Series.ToWire(),
            Lane = WireEnums.Lanes.ToWire(m.Lane),
            Changed = m.Changed.ToWire(),
            SeriesVersion = m.SeriesVersion,
        };
        if (m.DatabaseId is { } database)
            wire.DatabaseId = database;
        return wire;
    }

    private static CandlesCommitted FromWire(Proto.CandlesCommitted wire) => new(
        wire.Series.Needed().FromWire(),
        WireEnums.Lanes.FromWire(wire.Lane),
        wire.Changed.Needed().FromWire(),
        wire.SeriesVersion,
        wire.HasDatabaseId ? wire.DatabaseId : null);

    private static Proto.TraderStepCommitted ToWire(TraderStepCommitted m)
    {
        var wire = new Proto.TraderStepCommitted { Trader = m.Trader.ToWire(), Outcome = m.Outcome.ToWire() };
        if (m.SignalId is { } signal)
            wire.SignalId = signal;
        return wire;
    }

    private static TraderStepCommitted FromWire(Proto.TraderStepCommitted wire) =>
        new(wire.Trader.Needed().FromWire(), wire.Outcome.Needed().FromWire(), wire.HasSignalId ? wire.SignalId : null);
}
