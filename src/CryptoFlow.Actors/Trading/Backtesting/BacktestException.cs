namespace CryptoFlow.Trading.Backtesting;

/// <summary>Why a backtest has no result.</summary>
public enum BacktestFailure
{
    /// <summary>The file has never held a candle of the series.</summary>
    UnknownSeries,

    /// <summary>The range has no candles, or not all the funding rates that are required.</summary>
    EmptyRange,

    /// <summary>The candles cannot be read, now or permanently.</summary>
    Unreadable,

    /// <summary>The figures are too large for a double.</summary>
    Overflow,
}

/// <summary>A backtest has no result, for a reason that is not a defect. The message is a sentence for the user.</summary>
public sealed class BacktestException(BacktestFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public BacktestFailure Failure { get; } = failure;
}
