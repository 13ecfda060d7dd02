using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading;

/// <summary>Enters once, at the close of one candle, and leaves after a number of candles. It has no state, so one object serves several sessions.</summary>
internal sealed class ScriptedStrategy(long from, TradeDirection direction, int enterAt, int held, double? target = null) : IStrategy
{
    public string Title => "Scripted";

    public Interval Traded => Interval.M15;

    public ImmutableArray<Interval> Context => [];

    public ExitRules Exits { get; } = new(TimeoutCandles: held);

    public long EntryMemory => 0;

    public Channel? Channel => null;

    public void OnContextCandle(Interval interval, in Candle candle)
    {
    }

    public Orders OnTradedCandle(in Candle candle, ImmutableArray<Position> open) => candle.OpenTime == from + (enterAt * Interval.M15.Milliseconds)
        ? Orders.Enter(new Signal(candle.OpenTime, direction, "SCRIPT", candle.Close, direction == TradeDirection.Long ? 90 : 110, target, null, null))
        : Orders.None;

    public void OnEntered(Signal signal)
    {
    }
}
