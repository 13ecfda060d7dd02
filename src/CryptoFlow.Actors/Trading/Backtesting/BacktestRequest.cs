namespace CryptoFlow.Trading.Backtesting;

/// <summary>The strategy, the contract and the range of a backtest.</summary>
/// <param name="Instrument">The contract.</param>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="From">First open time, ms UTC; null for the first whole UTC day of the stored candles.</param>
/// <param name="To">Exclusive end of open times, ms UTC; null for the end of the stored candles.</param>
public sealed record BacktestRequest(Instrument Instrument, string Strategy, long? From, long? To);

/// <summary>Progress of a backtest.</summary>
/// <param name="Candles">Traded candles processed.</param>
/// <param name="Share">The share of the range that is done, 0 to 1.</param>
public readonly record struct BacktestProgress(long Candles, double Share);
