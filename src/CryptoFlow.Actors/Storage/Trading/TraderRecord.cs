using System.Collections.Immutable;
using CryptoFlow.Trading;

namespace CryptoFlow.Storage.Trading;

/// <summary>A signal with its row id.</summary>
public sealed record StoredSignal(long Id, Signal Signal);

/// <summary>A trade with its row id: open as long as <paramref name="Closed"/> is null.</summary>
/// <param name="Id">The id of its signal.</param>
/// <param name="Position">As of the last candle that the trader has processed, or as it was closed.</param>
/// <param name="Closed">How it ended, or null.</param>
public sealed record StoredTrade(long Id, Position Position, Trade? Closed);

/// <summary>A point of the equity curve: there is one at the first candle, and one wherever trades were closed.</summary>
/// <param name="Time">Open time of the candle, ms UTC.</param>
/// <param name="Capital">Capital after it, quote currency.</param>
/// <param name="Drawdown">How far below its peak that is, as a fraction of it.</param>
public sealed record EquityPoint(long Time, double Capital, double Drawdown);

/// <summary>How far a trader is: enough to go on from, once the candles were fed again.</summary>
/// <param name="Origin">Open time of the first candle that it has processed, ms UTC.</param>
/// <param name="LastTime">Open time of the last.</param>
/// <param name="Candles">How many it has processed.</param>
/// <param name="Account">The account after the last.</param>
/// <param name="Open">Open trades, in order of entry.</param>
/// <param name="Entries">The entries that the strategy needs to know again, ascending.</param>
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
    /// <summary>How many signals <see cref="Recent"/> holds at most.</summary>
    public const int RecentSignals = 10;
}
