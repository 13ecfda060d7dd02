using System.Collections.Immutable;

namespace CryptoFlow.Trading;

/// <summary>
/// What a <see cref="TradingSession"/> has to remember between two lower candles, beside its strategy, which is built up again from the
/// higher candles.
/// </summary>
/// <param name="Time">Open time of the last lower candle, ms UTC, or null before the first.</param>
/// <param name="Account">The account.</param>
/// <param name="Open">Open positions, in order of entry.</param>
/// <param name="Cooldown">The keys used in the stretch of time that <paramref name="Time"/> lies in; older ones cannot matter again.</param>
public sealed record SessionState(
    long? Time,
    Account Account,
    ImmutableArray<Position> Open,
    ImmutableArray<CooldownKey> Cooldown)
{
    public static SessionState Start(MoneyRules money) => new(null, Account.Start(money.InitialCapital), [], []);
}
