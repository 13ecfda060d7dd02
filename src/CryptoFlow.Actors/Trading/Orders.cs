using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading;

/// <summary>The orders of a strategy for one closed candle, executed at its close: first the exits, then the entry.</summary>
/// <param name="Entry">The position to open, or null.</param>
/// <param name="Exits">Entry times (ms UTC) of the open positions to close. Default means none.</param>
public readonly record struct Orders(Signal? Entry, ImmutableArray<long> Exits)
{
    /// <summary>No order.</summary>
    public static Orders None => default;

    public static Orders Enter(Signal? entry) => new(entry, []);

    /// <summary>Whether the position that was entered at this time (ms UTC) is to be closed.</summary>
    public bool Closes(long entryTime) => !Exits.IsDefaultOrEmpty && Exits.Contains(entryTime);
}
