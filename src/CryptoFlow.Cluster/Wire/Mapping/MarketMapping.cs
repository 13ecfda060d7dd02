using CryptoFlow.Market;
using CryptoFlow.Storage.Candles;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The values of market.proto. <see cref="CandleColumns"/> has the candles.</summary>
internal static class MarketMapping
{
    public static Proto.Exchange ToWire(this Exchange exchange) => WireEnums.Exchanges.ToWire(exchange);

    public static Exchange FromWire(this Proto.Exchange exchange) => WireEnums.Exchanges.FromWire(exchange);

    public static Proto.Exchange ToWire(this Exchange? exchange) => exchange is { } one ? one.ToWire() : Proto.Exchange.Unspecified;

    public static Exchange? FromWireOrAll(this Proto.Exchange exchange) => exchange == Proto.Exchange.Unspecified ? null : exchange.FromWire();

    public static uint ToWire(this Interval? interval) => (uint)(interval?.Minutes ?? 0);

    public static Interval? IntervalOrAll(this uint minutes) => minutes == 0 ? null : IntervalOf(minutes);

    public static Proto.Instrument ToWire(this Instrument instrument) => new() { Exchange = instrument.Exchange.ToWire(), Symbol = instrument.Symbol };

    public static Instrument FromWire(this Proto.Instrument wire) => new(wire.Exchange.FromWire(), wire.Symbol);

    public static Proto.Series ToWire(this SeriesKey series) =>
        new() { Exchange = series.Exchange.ToWire(), Symbol = series.Symbol, IntervalMinutes = (uint)series.Interval.Minutes };

    public static SeriesKey FromWire(this Proto.Series wire) => new(new Instrument(wire.Exchange.FromWire(), wire.Symbol), IntervalOf(wire.IntervalMinutes));

    public static Proto.Timeframe ToWire(this Timeframe timeframe) => new() { Minutes = (uint)timeframe.Minutes, IsMonth = timeframe.IsMonth };

    /// <exception cref="ArgumentOutOfRangeException">Not a supported length.</exception>
    public static Timeframe FromWire(this Proto.Timeframe wire) => new((int)Math.Min(wire.Minutes, int.MaxValue), wire.IsMonth);

    public static Proto.TimeRange ToWire(this TimeRange range) => new() { From = range.From, To = range.To };

    public static TimeRange FromWire(this Proto.TimeRange wire) => new(wire.From, wire.To);

    public static Proto.SeriesStats ToWire(this SeriesStats stats)
    {
        var wire = new Proto.SeriesStats { Series = stats.Series.ToWire(), Rows = stats.Rows, Version = stats.Version };
        if (stats.OldestTime is { } oldest)
            wire.OldestTime = oldest;
        if (stats.NewestTime is { } newest)
            wire.NewestTime = newest;
        if (stats.KeptFrom is { } kept)
            wire.KeptFrom = kept;
        if (stats.NeededFrom is { } needed)
            wire.NeededFrom = needed;
        return wire;
    }

    public static SeriesStats FromWire(this Proto.SeriesStats wire) => new(
        wire.Series.Needed().FromWire(),
        wire.Rows,
        wire.HasOldestTime ? wire.OldestTime : null,
        wire.HasNewestTime ? wire.NewestTime : null,
        wire.Version)
    {
        KeptFrom = wire.HasKeptFrom ? wire.KeptFrom : null,
        NeededFrom = wire.HasNeededFrom ? wire.NeededFrom : null,
    };

    /// <exception cref="ArgumentOutOfRangeException">Not a supported length.</exception>
    public static Interval IntervalOf(uint minutes) => new((int)Math.Min(minutes, int.MaxValue));
}
