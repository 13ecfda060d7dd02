using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading;

/// <summary>
/// Trading rules as a pure function of closed candles: no clock, no I/O, no chance. A strategy keeps its own state, and this state depends on two things
/// only: the candles that the session gave it, and the entries that <see cref="OnEntered"/> named. One <see cref="TradingSession"/> at a time uses it.
/// </summary>
/// <remarks>
/// The session gives each candle once, in the order of close times, and never before the candle has closed. After a restart the session replays all
/// candles from the first one on: it ignores the orders for candles that are on record and names the entries that are on record instead.
/// </remarks>
public interface IStrategy
{
    /// <summary>The strategy's name for people.</summary>
    string Title { get; }

    /// <summary>The interval that the strategy trades on: it decides at the close of each of these candles.</summary>
    Interval Traded { get; }

    /// <summary>Longer intervals whose closed candles the strategy wants too, ascending. Each is a multiple of <see cref="Traded"/>; none is allowed.</summary>
    ImmutableArray<Interval> Context { get; }

    /// <summary>How long a position is held at most.</summary>
    ExitRules Exits { get; }

    /// <summary>After a restart the session names the entries of this time before the last candle on record, ms. 0 where the strategy does not need its entries.</summary>
    long EntryMemory { get; }

    /// <summary>The price channel behind the last decision on a traded candle, for people. Null where the strategy saw none or does not use channels.</summary>
    Channel? Channel { get; }

    /// <summary>The names of the lines on the price that the strategy decides by, for people. Their number and order never change.</summary>
    ImmutableArray<string> Indicators => [];

    /// <summary>Writes the value of each of the <see cref="Indicators"/> at the last decision on a traded candle; NaN where the strategy had none.</summary>
    /// <param name="values">As long as <see cref="Indicators"/>.</param>
    void ReadIndicators(Span<double> values)
    {
    }

    /// <summary>Takes a closed candle of one of the <see cref="Context"/> intervals. The candle closed at or before the open of the next traded candle.</summary>
    void OnContextCandle(Interval interval, in Candle candle);

    /// <summary>Takes a closed traded candle and decides.</summary>
    /// <param name="candle">The candle.</param>
    /// <param name="open">The positions that are still open after the stops, targets and timeouts of this candle, in order of entry.</param>
    /// <returns>The orders, executed at the candle's close.</returns>
    Orders OnTradedCandle(in Candle candle, ImmutableArray<Position> open);

    /// <summary>The session took this entry, now or before a restart. The call comes before the next traded candle.</summary>
    void OnEntered(Signal signal);
}
