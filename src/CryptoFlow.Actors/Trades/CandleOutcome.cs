using System.Collections.Immutable;

namespace CryptoFlow.Trades;

/// <summary>The outcome of one closed traded candle.</summary>
/// <param name="Time">The candle's open time, ms UTC.</param>
/// <param name="Channel">The channel behind the strategy's decision, or null.</param>
/// <param name="Signal">The entry taken at the candle's close, or null.</param>
/// <param name="Closed">Trades closed on the candle, in the order in which they were booked: first those closed by the exit rules, then those closed by the
/// strategy, each in order of entry.</param>
/// <param name="Tp1Taken">Positions that are still open and whose first target this candle touched for the first time.</param>
/// <param name="Account">The account after the candle.</param>
public sealed record CandleOutcome(
    long Time,
    Channel? Channel,
    Signal? Signal,
    ImmutableArray<Trade> Closed,
    ImmutableArray<Position> Tp1Taken,
    Account Account)
{
    /// <summary>Whether the candle has no entry, no exit and no first target.</summary>
    public bool IsQuiet => Signal is null && Closed.IsEmpty && Tp1Taken.IsEmpty;

    /// <summary>Compares by value, the elements of the lists included.</summary>
    public bool Equals(CandleOutcome? other) =>
        other is not null
        && Time == other.Time
        && Channel == other.Channel
        && Signal == other.Signal
        && Account == other.Account
        && Closed.AsSpan().SequenceEqual(other.Closed.AsSpan())
        && Tp1Taken.AsSpan().SequenceEqual(other.Tp1Taken.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Time, Channel, Signal, Account);
}
