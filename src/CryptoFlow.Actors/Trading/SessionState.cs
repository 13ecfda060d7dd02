using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading;

/// <summary>
/// The state of a <see cref="TradingSession"/> between two traded candles. The strategy's own state is not part of it, because a replay of the candles rebuilds
/// that state.
/// </summary>
/// <param name="Time">Open time of the last traded candle, ms UTC, or null before the first.</param>
/// <param name="Account">The account.</param>
/// <param name="Open">Open positions, in order of entry.</param>
/// <param name="Entries">The entries within <see cref="IStrategy.EntryMemory"/> of <paramref name="Time"/>, ascending.</param>
public sealed record SessionState(
    long? Time,
    Account Account,
    ImmutableArray<Position> Open,
    ImmutableArray<Signal> Entries)
{
    public static SessionState Start(MoneyRules money) => new(null, Account.Start(money.InitialCapital), [], []);
}
