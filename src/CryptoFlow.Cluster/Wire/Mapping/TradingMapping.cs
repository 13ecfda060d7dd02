using CryptoFlow.Trades;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The values of trading.proto.</summary>
internal static class TradingMapping
{
    public static Proto.TraderKey ToWire(this TraderKey key) => new() { Strategy = key.Strategy, Instrument = key.Instrument.ToWire(), Parameters = key.Parameters };

    public static TraderKey FromWire(this Proto.TraderKey wire) => new(wire.Strategy, wire.Instrument.Needed().FromWire(), wire.Parameters);

    public static Proto.Account ToWire(this Account account) => new()
    {
        Capital = account.Capital,
        Peak = account.Peak,
        MaxDrawdown = account.MaxDrawdown,
        Trades = account.Trades,
        Wins = account.Wins,
        Losses = account.Losses,
    };

    public static Account FromWire(this Proto.Account wire) => new(wire.Capital, wire.Peak, wire.MaxDrawdown, wire.Trades, wire.Wins, wire.Losses);

    public static Proto.Channel ToWire(this Channel channel) => new()
    {
        Support = channel.Support,
        Resistance = channel.Resistance,
        SupportTouches = channel.SupportTouches,
        ResistanceTouches = channel.ResistanceTouches,
    };

    public static Channel FromWire(this Proto.Channel wire) => new(wire.Support, wire.Resistance, wire.SupportTouches, wire.ResistanceTouches);

    public static Proto.Signal ToWire(this Signal signal)
    {
        var wire = new Proto.Signal
        {
            Time = signal.Time,
            Direction = WireEnums.Directions.ToWire(signal.Direction),
            Setup = signal.Setup,
            Entry = signal.Entry,
            Stop = signal.Stop,
            Channel = signal.Channel?.ToWire(),
        };
        if (signal.Tp1 is { } tp1)
            wire.Tp1 = tp1;
        if (signal.Tp2 is { } tp2)
            wire.Tp2 = tp2;
        return wire;
    }

    public static Signal FromWire(this Proto.Signal wire) => new(
        wire.Time,
        WireEnums.Directions.FromWire(wire.Direction),
        wire.Setup,
        wire.Entry,
        wire.Stop,
        wire.HasTp1 ? wire.Tp1 : null,
        wire.HasTp2 ? wire.Tp2 : null,
        wire.Channel?.FromWire());

    public static Proto.Position ToWire(this Position position)
    {
        var wire = new Proto.Position { Signal = position.Signal.ToWire(), EntryCapital = position.EntryCapital, CandlesHeld = position.CandlesHeld };
        if (position.Tp1Time is { } time)
            wire.Tp1Time = time;
        return wire;
    }

    public static Position FromWire(this Proto.Position wire) =>
        new(wire.Signal.Needed().FromWire(), wire.EntryCapital, wire.CandlesHeld, wire.HasTp1Time ? wire.Tp1Time : null);

    public static Proto.Trade ToWire(this Trade trade) => new() { Position = trade.Position.ToWire(), Exit = ExitOf(trade) };

    public static Trade FromWire(this Proto.Trade wire) => TradeOf(wire.Position.Needed().FromWire(), wire.Exit.Needed());

    public static Proto.CandleOutcome ToWire(this CandleOutcome outcome)
    {
        var wire = new Proto.CandleOutcome
        {
            Time = outcome.Time,
            Channel = outcome.Channel?.ToWire(),
            Signal = outcome.Signal?.ToWire(),
            Account = outcome.Account.ToWire(),
        };
        wire.Closed.AddRange(outcome.Closed, ToWire);
        wire.Tp1Taken.AddRange(outcome.Tp1Taken, ToWire);
        return wire;
    }

    public static CandleOutcome FromWire(this Proto.CandleOutcome wire) => new(
        wire.Time,
        wire.Channel?.FromWire(),
        wire.Signal?.FromWire(),
        wire.Closed.ToArray(FromWire),
        wire.Tp1Taken.ToArray(FromWire),
        wire.Account.Needed().FromWire());

    public static Proto.StoredSignal ToWire(this StoredSignal stored) => new() { Id = stored.Id, Signal = stored.Signal.ToWire() };

    public static StoredSignal FromWire(this Proto.StoredSignal wire) => new(wire.Id, wire.Signal.Needed().FromWire());

    public static Proto.StoredTrade ToWire(this StoredTrade stored)
    {
        var wire = new Proto.StoredTrade { Id = stored.Id, Position = stored.Position.ToWire() };
        if (stored.Closed is { } closed)
        {
            wire.Exit = ExitOf(closed);
            wire.ExitPosition = closed.Position == stored.Position ? null : closed.Position.ToWire();
        }

        return wire;
    }

    public static StoredTrade FromWire(this Proto.StoredTrade wire)
    {
        var position = wire.Position.Needed().FromWire();
        return new StoredTrade(wire.Id, position, wire.Exit is { } exit ? TradeOf(wire.ExitPosition?.FromWire() ?? position, exit) : null);
    }

    public static Proto.EquityPoint ToWire(this EquityPoint point) => new() { Time = point.Time, Capital = point.Capital, Drawdown = point.Drawdown };

    public static EquityPoint FromWire(this Proto.EquityPoint wire) => new(wire.Time, wire.Capital, wire.Drawdown);

    public static Proto.TraderRecord ToWire(this TraderRecord record)
    {
        var wire = new Proto.TraderRecord { Origin = record.Origin, LastTime = record.LastTime, Candles = record.Candles, Account = record.Account.ToWire() };
        wire.Open.AddRange(record.Open, ToWire);
        wire.Entries.AddRange(record.Entries, ToWire);
        wire.Recent.AddRange(record.Recent, ToWire);
        return wire;
    }

    public static TraderRecord FromWire(this Proto.TraderRecord wire) => new(
        wire.Origin,
        wire.LastTime,
        wire.Candles,
        wire.Account.Needed().FromWire(),
        wire.Open.ToArray(FromWire),
        wire.Entries.ToArray(FromWire),
        wire.Recent.ToArray(FromWire));

    private static Proto.TradeExit ExitOf(Trade trade) => new()
    {
        Time = trade.ExitTime,
        Price = trade.ExitPrice,
        Reason = WireEnums.ExitReasons.ToWire(trade.Reason),
        Pnl = trade.PnlPct,
        Gross = trade.Gross,
        Fees = trade.Fees,
        Net = trade.Net,
        CapitalAfter = trade.CapitalAfter,
    };

    private static Trade TradeOf(Position position, Proto.TradeExit exit) => new(
        position,
        exit.Time,
        exit.Price,
        WireEnums.ExitReasons.FromWire(exit.Reason),
        exit.Pnl,
        exit.Gross,
        exit.Fees,
        exit.Net,
        exit.CapitalAfter);
}
