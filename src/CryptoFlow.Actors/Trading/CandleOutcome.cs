using System.Collections.Immutable;

namespace CryptoFlow.Trading;

/// <summary>What one closed lower candle brought.</summary>
/// <param name="Time">The candle's open time, ms UTC.</param>
/// <param name="Signal">The entry taken at its close, or null.</param>
/// <param name="Closed">Trades closed on it, in the order in which they were booked: that of their entries.</param>
/// <param name="Tp1Taken">Positions still open whose first target was touched on it for the first time.</param>
/// <param name="Account">The account after it.</param>
public sealed record CandleOutcome(
    long Time,
    Signal? Signal,
    ImmutableArray<Trade> Closed,
    ImmutableArray<Position> Tp1Taken,
    Account Account)
{
    /// <summary>Whether nothing was entered, closed or taken at a target.</summary>
    public bool IsQuiet => Signal is null && Closed.IsEmpty && Tp1Taken.IsEmpty;
}
