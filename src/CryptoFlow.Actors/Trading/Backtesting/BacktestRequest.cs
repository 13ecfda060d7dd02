namespace CryptoFlow.Trading.Backtesting;

/// <summary>What is to be run.</summary>
/// <param name="Instrument">Whose candles.</param>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="From">First open time, ms UTC; null for the first whole UTC day of what is stored.</param>
/// <param name="To">Exclusive end of open times, ms UTC; null for the end of what is stored.</param>
public sealed record BacktestRequest(Instrument Instrument, string Strategy, long? From, long? To);

/// <summary>How far a backtest is.</summary>
/// <param name="Candles">Traded candles processed.</param>
/// <param name="Share">Part of the range that they cover, 0 to 1.</param>
public readonly record struct BacktestProgress(long Candles, double Share);
