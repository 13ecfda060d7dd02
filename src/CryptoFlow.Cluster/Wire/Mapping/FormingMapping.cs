using System.Collections.Immutable;
using CryptoFlow.Collectors.Streams;
using static CryptoFlow.Cluster.Forming.FormingProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The messages of forming.proto.</summary>
internal static class FormingMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<FormingShown, Proto.FormingShown>("g.FormingShown", ToWire, FromWire),
        WireEntry.Of<FormingWanted, Proto.FormingWanted>("g.FormingWanted", ToWire, FromWire),
    ];

    private static Proto.FormingShown ToWire(FormingShown m)
    {
        var wire = new Proto.FormingShown
        {
            Exchange = m.Exchange.ToWire(),
            IsComplete = m.IsComplete,
            Candles = m.Candles.Select(c => c.Forming.Candle).ToImmutableArray().ToWire(),
        };
        wire.Series.AddRange(m.Candles, c => c.Series.ToWire());
        wire.ExchangeTimes.AddRange(m.Candles.Select(c => c.Forming.ExchangeTime));
        wire.Gone.AddRange(m.Gone, MarketMapping.ToWire);
        return wire;
    }

    private static FormingShown FromWire(Proto.FormingShown wire)
    {
        var candles = wire.Candles.Needed().FromWire();
        if (wire.Series.Count != candles.Length || wire.ExchangeTimes.Count != candles.Length)
            throw new InvalidDataException("The candles, their series and their times are not of the same number.");
        return new FormingShown(
            wire.Exchange.FromWire(),
            wire.IsComplete,
            [.. candles.Select((candle, i) => new ShownCandle(wire.Series[i].FromWire(), new FormingCandle(candle, wire.ExchangeTimes[i])))],
            wire.Gone.ToArray(MarketMapping.FromWire));
    }

    private static Proto.FormingWanted ToWire(FormingWanted m)
    {
        var wire = new Proto.FormingWanted();
        wire.Series.AddRange(m.Series, MarketMapping.ToWire);
        return wire;
    }

    private static FormingWanted FromWire(Proto.FormingWanted wire) => new(wire.Series.ToArray(MarketMapping.FromWire));
}
