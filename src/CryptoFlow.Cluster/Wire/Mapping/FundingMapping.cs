using CryptoFlow.Market;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The messages of funding.proto.</summary>
internal static class FundingMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<WriteFundingRates, Proto.WriteFundingRates>("w.WriteFundingRates", ToWire, FromWire),
        WireEntry.Of<FundingRatesWritten, Proto.FundingRatesWritten>("w.FundingRatesWritten", ToWire, FromWire),
        WireEntry.Of<ReadFundingRates, Proto.ReadFundingRates>("r.ReadFundingRates", ToWire, FromWire),
        WireEntry.Of<FundingRatesRead, Proto.FundingRatesRead>("r.FundingRatesRead", ToWire, FromWire),
    ];

    private static Proto.FundingRate ToWire(FundingRate rate)
    {
        var wire = new Proto.FundingRate { Time = rate.Time, Rate = rate.Rate };
        if (rate.MarkPrice is { } mark)
            wire.MarkPrice = mark;
        return wire;
    }

    private static FundingRate FromWire(Proto.FundingRate wire) => new(wire.Time, wire.Rate, wire.HasMarkPrice ? wire.MarkPrice : null);

    private static Proto.WriteFundingRates ToWire(WriteFundingRates m)
    {
        var wire = new Proto.WriteFundingRates { Id = m.Id.ToWire(), Contract = m.Contract.ToWire(), Complete = m.Complete?.ToWire(), RemainingTicks = m.Remaining.Ticks };
        wire.Rates.AddRange(m.Rates, ToWire);
        return wire;
    }

    private static WriteFundingRates FromWire(Proto.WriteFundingRates wire) => new(
        wire.Id.ToWriteId(),
        wire.Contract.Needed().FromWire(),
        wire.Rates.ToArray(FromWire),
        wire.Complete?.FromWire(),
        TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.FundingRatesWritten ToWire(FundingRatesWritten m) =>
        new() { Id = m.Id.ToWire(), Contract = m.Contract.ToWire(), Changed = m.Changed, Complete = m.Complete?.ToWire() };

    private static FundingRatesWritten FromWire(Proto.FundingRatesWritten wire) =>
        new(wire.Id.ToWriteId(), wire.Contract.Needed().FromWire(), wire.Changed, wire.Complete?.FromWire());

    private static Proto.ReadFundingRates ToWire(ReadFundingRates m)
    {
        var wire = new Proto.ReadFundingRates { Contract = m.Contract.ToWire(), Limit = m.Limit, RemainingTicks = m.Remaining.Ticks };
        if (m.From is { } from)
            wire.From = from;
        if (m.To is { } to)
            wire.To = to;
        return wire;
    }

    private static ReadFundingRates FromWire(Proto.ReadFundingRates wire) => new(
        wire.Contract.Needed().FromWire(),
        wire.HasFrom ? wire.From : null,
        wire.HasTo ? wire.To : null,
        wire.Limit,
        TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.FundingRatesRead ToWire(FundingRatesRead m)
    {
        var wire = new Proto.FundingRatesRead { Contract = m.Contract.ToWire(), HasMore = m.HasMore, Complete = m.Complete?.ToWire() };
        wire.Rates.AddRange(m.Rates, ToWire);
        if (m.DatabaseId is { } database)
            wire.DatabaseId = database;
        return wire;
    }

    private static FundingRatesRead FromWire(Proto.FundingRatesRead wire) => new(
        wire.Contract.Needed().FromWire(),
        wire.Rates.ToArray(FromWire),
        wire.HasMore,
        wire.Complete?.FromWire(),
        wire.HasDatabaseId ? wire.DatabaseId : null);
}
