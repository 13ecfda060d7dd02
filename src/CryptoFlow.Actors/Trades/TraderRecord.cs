using System.Collections.Immutable;

namespace CryptoFlow.Trades;

/// <summary>A signal with its row id.</summary>
public sealed record StoredSignal(long Id, Signal Signal);

/// <summary>A trade with its row id: open as long as <paramref name="Closed"/> is null.</summary>
/// <param name="Id">The id of its signal.</param>
/// <param name="Position">The position after the last candle that the trader has processed, or when the trade was closed.</param>
/// <param name="Closed">How the trade ended; null while it is open.</param>
public sealed record StoredTrade(long Id, Position Position, Trade? Closed);

/// <summary>A point of the equity curve. There is one at the first candle, and one at each candle that closed a trade.</summary>
/// <param name="Time">Open time of the candle, ms UTC.</param>
/// <param name="Capital">Capital after the candle, quote currency.</param>
/// <param name="Drawdown">How far the capital is below its peak, as a fraction of the peak.</param>
public sealed record EquityPoint(long Time, double Capital, double Drawdown);

/// <summary>A trader's record. Together with the stored candles, it is enough for the trader to continue after a restart.</summary>
/// <param name="Origin">Open time of the first processed candle, ms UTC.</param>
/// <param name="LastTime">Open time of the last processed candle, ms UTC.</param>
/// <param name="Candles">Number of processed candles.</param>
/// <param name="Account">The account after the last candle.</param>
/// <param name="Open">Open trades, in order of entry.</param>
/// <param name="Entries">The past entries that the strategy has to know, ascending.</param>
/// <param name="Recent">The last few signals, oldest first.</param>
public sealed record TraderRecord(
    long Origin,
    long LastTime,
    long Candles,
    Account Account,
    ImmutableArray<StoredTrade> Open,
    ImmutableArray<StoredSignal> Entries,
    ImmutableArray<StoredSignal> Recent)
{
    /// <summary>Most signals in <see cref="Recent"/>.</summary>
    public const int RecentSignals = 10;
}
