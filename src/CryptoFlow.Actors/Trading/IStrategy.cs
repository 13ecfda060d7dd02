using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading;

/// <summary>
/// Trading rules as a pure function of closed candles, without a clock, I/O or random numbers. A strategy keeps its own state. The state depends only on the
/// candles that the session gave it and on the entries that <see cref="OnEntered"/> named. One <see cref="TradingSession"/> at a time uses it.
/// </summary>
/// <remarks>
/// The session gives each candle once, in the order of close times, and never before the candle has closed. After a restart the session replays all candles from
/// the first one on: it ignores the strategy's orders for candles on record and names the recorded entries instead.
/// </remarks>
public interface IStrategy
{
    /// <summary>The display name of the strategy.</summary>
    string Title { get; }

    /// <summary>The interval that the strategy trades on: it decides at the close of each of these candles.</summary>
    Interval Traded { get; }

    /// <summary>Longer intervals whose closed candles the strategy also uses, ascending. Each is a multiple of <see cref="Traded"/>. May be empty.</summary>
    ImmutableArray<Interval> Context { get; }

    /// <summary>How long a position is held at most.</summary>
    ExitRules Exits { get; }

    /// <summary>After a restart the session names the entries of this time before the last candle on record, ms. 0 if the strategy does not need its entries.</summary>
    long EntryMemory { get; }

    /// <summary>The price channel behind the last decision on a traded candle, for display. Null if the strategy saw none or does not use channels.</summary>
    Channel? Channel { get; }

    /// <summary>The names of the price lines that the strategy decides by, for display. Their number and order never change.</summary>
    ImmutableArray<string> Indicators => [];

    /// <summary>Writes the value of each of the <see cref="Indicators"/> at the last decision on a traded candle; NaN if the strategy had none.</summary>
    /// <param name="values">Has the length of <see cref="Indicators"/>.</param>
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
