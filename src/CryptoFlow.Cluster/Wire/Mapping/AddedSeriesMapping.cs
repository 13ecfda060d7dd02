using CryptoFlow.Storage;
using static CryptoFlow.Collectors.CollectorProtocol;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The messages about series that users add at run time, of writer.proto, readers.proto, collectors.proto and placement.proto.</summary>
internal static class AddedSeriesMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<ChangeAddedSeries, Proto.ChangeAddedSeries>("w.ChangeAddedSeries", ToWire, FromWire),
        WireEntry.Of<AddedSeriesChanged, Proto.AddedSeriesChanged>("w.AddedSeriesChanged", ToWire, FromWire),
        WireEntry.Of<ReadAddedSeries, Proto.ReadAddedSeries>("r.ReadAddedSeries", ToWire, FromWire),
        WireEntry.Of<AddedSeriesRead, Proto.AddedSeriesRead>("r.AddedSeriesRead", ToWire, FromWire),
        WireEntry.Of<PlanSeries, Proto.PlanSeries>("c.PlanSeries", ToWire, FromWire),
        WireEntry.Of<SeriesPlanned, Proto.SeriesPlanned>("c.SeriesPlanned", ToWire, FromWire),
        WireEntry.Of<FollowSeries, Proto.FollowSeries>("c.FollowSeries", ToWire, FromWire),
        WireEntry.Of<SeriesFollowed, Proto.SeriesFollowed>("c.SeriesFollowed", ToWire, FromWire),
        WireEntry.Of<CheckSeries, Proto.CheckSeries>("p.CheckSeries", ToWire, FromWire),
        WireEntry.Of<SeriesCheckBegun, Proto.SeriesCheckBegun>("p.SeriesCheckBegun", ToWire, FromWire),
        WireEntry.Of<SeriesChecked, Proto.SeriesChecked>("p.SeriesChecked", ToWire, FromWire),
        WireEntry.Of<TakeAddedSeries, Proto.TakeAddedSeries>("p.TakeAddedSeries", ToWire, FromWire),
        WireEntry.Of<AddedSeriesTaken, Proto.AddedSeriesTaken>("p.AddedSeriesTaken", ToWire, FromWire),
    ];

    private static Proto.ChangeAddedSeries ToWire(ChangeAddedSeries m)
    {
        var wire = new Proto.ChangeAddedSeries { Id = m.Id.ToWire(), RemainingTicks = m.Remaining.Ticks };
        wire.Added.AddRange(m.Added, MarketMapping.ToWire);
        wire.Removed.AddRange(m.Removed, MarketMapping.ToWire);
        return wire;
    }

    private static ChangeAddedSeries FromWire(Proto.ChangeAddedSeries wire) => new(
        wire.Id.ToWriteId(), wire.Added.ToArray(MarketMapping.FromWire), wire.Removed.ToArray(MarketMapping.FromWire), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.AddedSeriesChanged ToWire(AddedSeriesChanged m)
    {
        var wire = new Proto.AddedSeriesChanged { Id = m.Id.ToWire() };
        wire.Added.AddRange(m.Added, MarketMapping.ToWire);
        wire.Removed.AddRange(m.Removed, MarketMapping.ToWire);
        return wire;
    }

    private static AddedSeriesChanged FromWire(Proto.AddedSeriesChanged wire) =>
        new(wire.Id.ToWriteId(), wire.Added.ToArray(MarketMapping.FromWire), wire.Removed.ToArray(MarketMapping.FromWire));

    private static Proto.ReadAddedSeries ToWire(ReadAddedSeries m) => new() { Exchange = m.Exchange.ToWire(), RemainingTicks = m.Remaining.Ticks };

    private static ReadAddedSeries FromWire(Proto.ReadAddedSeries wire) => new(wire.Exchange.FromWireOrAll(), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.AddedSeriesRead ToWire(AddedSeriesRead m)
    {
        var wire = new Proto.AddedSeriesRead();
        wire.Series.AddRange(m.Series, s => new Proto.AddedSeries { Series = s.Series.ToWire(), AddedAt = s.AddedAt });
        return wire;
    }

    private static AddedSeriesRead FromWire(Proto.AddedSeriesRead wire) => new(wire.Series.ToArray(s => new AddedSeries(s.Series.Needed().FromWire(), s.AddedAt)));

    private static Proto.PlanSeries ToWire(PlanSeries m)
    {
        var wire = new Proto.PlanSeries { Exchange = m.Exchange.ToWire(), RemainingTicks = m.Remaining.Ticks };
        wire.Series.AddRange(m.Series, MarketMapping.ToWire);
        return wire;
    }

    private static PlanSeries FromWire(Proto.PlanSeries wire) =>
        new(wire.Exchange.FromWire(), wire.Series.ToArray(MarketMapping.FromWire), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.SeriesPlanned ToWire(SeriesPlanned m) => new() { Exchange = m.Exchange.ToWire(), Plan = m.Plan.ToWire() };

    private static SeriesPlanned FromWire(Proto.SeriesPlanned wire) => new(wire.Exchange.FromWire(), wire.Plan.Needed().FromWire());

    private static Proto.FollowSeries ToWire(FollowSeries m) => new() { Exchange = m.Exchange.ToWire(), RemainingTicks = m.Remaining.Ticks };

    private static FollowSeries FromWire(Proto.FollowSeries wire) => new(wire.Exchange.FromWire(), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.SeriesFollowed ToWire(SeriesFollowed m) => new() { Exchange = m.Exchange.ToWire() };

    private static SeriesFollowed FromWire(Proto.SeriesFollowed wire) => new(wire.Exchange.FromWire());

    private static Proto.CheckSeries ToWire(CheckSeries m)
    {
        var wire = new Proto.CheckSeries { Request = m.Request.Value.ToWire(), Exchange = m.Exchange.ToWire(), RemainingTicks = m.Remaining.Ticks };
        wire.Series.AddRange(m.Series, MarketMapping.ToWire);
        return wire;
    }

    private static CheckSeries FromWire(Proto.CheckSeries wire) => new(
        new RequestId(wire.Request.ToGuid()), wire.Exchange.FromWire(), wire.Series.ToArray(MarketMapping.FromWire), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.SeriesCheckBegun ToWire(SeriesCheckBegun m) => new() { Request = m.Request.Value.ToWire(), Exchange = m.Exchange.ToWire() };

    private static SeriesCheckBegun FromWire(Proto.SeriesCheckBegun wire) => new(new RequestId(wire.Request.ToGuid()), wire.Exchange.FromWire());

    private static Proto.SeriesChecked ToWire(SeriesChecked m) =>
        new() { Request = m.Request.Value.ToWire(), Exchange = m.Exchange.ToWire(), Plan = m.Plan.ToWire() };

    private static SeriesChecked FromWire(Proto.SeriesChecked wire) =>
        new(new RequestId(wire.Request.ToGuid()), wire.Exchange.FromWire(), wire.Plan.Needed().FromWire());

    private static Proto.TakeAddedSeries ToWire(TakeAddedSeries m) =>
        new() { Request = m.Request.Value.ToWire(), Exchange = m.Exchange.ToWire(), RemainingTicks = m.Remaining.Ticks };

    private static TakeAddedSeries FromWire(Proto.TakeAddedSeries wire) =>
        new(new RequestId(wire.Request.ToGuid()), wire.Exchange.FromWire(), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.AddedSeriesTaken ToWire(AddedSeriesTaken m) => new() { Request = m.Request.Value.ToWire(), Exchange = m.Exchange.ToWire() };

    private static AddedSeriesTaken FromWire(Proto.AddedSeriesTaken wire) => new(new RequestId(wire.Request.ToGuid()), wire.Exchange.FromWire());
}
