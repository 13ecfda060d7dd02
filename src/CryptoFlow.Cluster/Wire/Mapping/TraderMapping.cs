using System.Globalization;
using CryptoFlow.Trading.Live;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The reports of paper traders in placement.proto.</summary>
internal static class TraderMapping
{
    public static Proto.TraderReported ToWire(TraderReported m)
    {
        var snapshot = m.Snapshot;
        var wire = new Proto.TraderReported
        {
            Trader = snapshot.Trader.ToWire(),
            Title = snapshot.Title,
            Phase = WireEnums.TraderPhases.ToWire(snapshot.Phase),
            Channel = snapshot.Channel?.ToWire(),
            Account = snapshot.Account.ToWire(),
            Parity = snapshot.Parity is { } parity ? ToWire(parity) : null,
        };
        wire.Open.AddRange(snapshot.Open, TradingMapping.ToWire);
        wire.Recent.AddRange(snapshot.Recent, TradingMapping.ToWire);
        wire.NotCollected.AddRange(snapshot.NotCollected, MarketMapping.ToWire);
        if (snapshot.Detail is { } detail)
            wire.Detail = detail;
        if (snapshot.Origin is { } origin)
            wire.Origin = origin;
        if (snapshot.LastTime is { } last)
            wire.LastTime = last;
        if (snapshot.LastClose is { } close)
            wire.LastClose = close;
        if (snapshot.Tick is { } tick)
            wire.Tick = tick.ToString(CultureInfo.InvariantCulture);
        return wire;
    }

    public static TraderReported FromWire(Proto.TraderReported wire) => new(new TraderSnapshot(
        wire.Trader.Needed().FromWire(),
        wire.Title,
        WireEnums.TraderPhases.FromWire(wire.Phase),
        wire.HasDetail ? wire.Detail : null,
        wire.HasOrigin ? wire.Origin : null,
        wire.HasLastTime ? wire.LastTime : null,
        wire.HasLastClose ? wire.LastClose : null,
        wire.Channel?.FromWire(),
        wire.Account.Needed().FromWire(),
        wire.Open.ToArray(TradingMapping.FromWire),
        wire.Recent.ToArray(TradingMapping.FromWire),
        wire.Parity is { } parity ? FromWire(parity) : null,
        wire.HasTick ? decimal.Parse(wire.Tick, NumberStyles.Number, CultureInfo.InvariantCulture) : null)
    {
        NotCollected = wire.NotCollected.ToArray(MarketMapping.FromWire),
    });

    private static Proto.Parity ToWire(ParityResult parity)
    {
        var wire = new Proto.Parity { At = parity.At, UpTo = parity.UpTo, Compared = parity.Compared, Differences = parity.Differences };
        if (parity.First is { } first)
            wire.First = first;
        return wire;
    }

    private static ParityResult FromWire(Proto.Parity wire) =>
        new(wire.At, wire.UpTo, wire.Compared, wire.Differences, wire.HasFirst ? wire.First : null);
}
