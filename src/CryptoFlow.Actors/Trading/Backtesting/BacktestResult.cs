using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading.Backtesting;

/// <summary>The result of a backtest.</summary>
/// <param name="Request">The request.</param>
/// <param name="Title">The strategy's display name.</param>
/// <param name="Interval">The traded interval.</param>
/// <param name="Money">Sizes and fees.</param>
/// <param name="First">The first traded candle.</param>
/// <param name="Last">The last traded candle.</param>
/// <param name="Candles">Traded candles processed.</param>
/// <param name="ContextCandles">Candles of longer intervals that the strategy was given, stored or rolled up.</param>
/// <param name="CandlesInMarket">Traded candles during which a position was open, at least for part of the candle.</param>
/// <param name="Gaps">Ranges between first and last that hold no traded candle, ascending.</param>
/// <param name="Trades">In order of exit, and of entry within a candle.</param>
/// <param name="Open">Positions still open at the end, in order of entry.</param>
/// <param name="Account">The account at the end.</param>
/// <param name="DailyCloses">The last traded candle of each UTC day, for the curve of buy and hold.</param>
/// <param name="HoldDrawdown">Largest fall of the closes from a peak, as a fraction of the peak.</param>
public sealed record BacktestResult(
    BacktestRequest Request,
    string Title,
    Interval Interval,
    MoneyRules Money,
    Candle First,
    Candle Last,
    long Candles,
    long ContextCandles,
    long CandlesInMarket,
    ImmutableArray<TimeRange> Gaps,
    ImmutableArray<Trade> Trades,
    ImmutableArray<Position> Open,
    Account Account,
    ImmutableArray<DailyClose> DailyCloses,
    double HoldDrawdown);

/// <summary>The last price of a UTC day.</summary>
/// <param name="Time">Open time of its candle, ms UTC.</param>
/// <param name="Close">The price.</param>
public readonly record struct DailyClose(long Time, double Close);
