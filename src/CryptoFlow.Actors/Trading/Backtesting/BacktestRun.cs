using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading.Backtesting;

/// <summary>A backtest, candle by candle: feeds a session as the live trader does, and counts the candles that it feeds.</summary>
/// <remarks>
/// Add each stored context candle before the first traded candle that opens after it; all ascending. Use it on one thread at a time.
/// </remarks>
public sealed class BacktestRun
{
    private readonly IStrategy _strategy;
    private readonly MoneyRules _money;
    private readonly SessionFeed _feed;
    private readonly ImmutableArray<TimeRange>.Builder _gaps = ImmutableArray.CreateBuilder<TimeRange>();
    private readonly ImmutableArray<Trade>.Builder _trades = ImmutableArray.CreateBuilder<Trade>();
    private readonly ImmutableArray<DailyClose>.Builder _closes = ImmutableArray.CreateBuilder<DailyClose>();
    private Candle? _first;
    private Candle _last;
    private long _candlesInMarket;
    private double _highestClose;
    private double _holdDrawdown;

    /// <param name="strategy">A new strategy without candles.</param>
    /// <param name="money">Sizes and fees.</param>
    public BacktestRun(IStrategy strategy, MoneyRules money)
    {
        _strategy = strategy;
        _money = money;
        _feed = new SessionFeed(strategy, money, origin: long.MinValue);
    }

    /// <summary>Traded candles processed.</summary>
    public long Candles { get; private set; }

    /// <summary>Adds a stored context candle.</summary>
    public void AddContext(Interval interval, in Candle candle) => _feed.AddContext(interval, in candle);

    /// <inheritdoc cref="TradingSession.FundingWanted"/>
    public TimeRange? FundingWanted(in Candle traded) => _feed.FundingWanted(in traded);

    /// <inheritdoc cref="TradingSession.AddFunding"/>
    public void AddFunding(TimeRange range, ImmutableArray<FundingRate> rates) => _feed.AddFunding(range, rates);

    /// <summary>Processes the next traded candle.</summary>
    public CandleOutcome Add(in Candle candle)
    {
        Account(in candle);
        var outcome = _feed.AddTraded(in candle)!;
        _trades.AddRange(outcome.Closed);
        return outcome;
    }

    /// <summary>The result so far. Requires at least one processed traded candle.</summary>
    public BacktestResult Result(BacktestRequest request) => new(
        request,
        _strategy.Title,
        _strategy.Traded,
        _money,
        _first ?? throw new InvalidOperationException("No candle was processed."),
        _last,
        Candles,
        _feed.ContextCandles,
        _candlesInMarket,
        _gaps.ToImmutable(),
        _trades.ToImmutable(),
        _feed.Session.Open,
        _feed.Session.Account,
        [.. _closes, new DailyClose(_last.OpenTime, _last.Close)],
        _holdDrawdown);

    private void Account(in Candle candle)
    {
        var expected = _last.OpenTime + _strategy.Traded.Milliseconds;
        if (_first is not null && candle.OpenTime > expected)
            _gaps.Add(new TimeRange(expected, candle.OpenTime));
        if (_first is not null && Interval.D1.Floor(_last.OpenTime) != Interval.D1.Floor(candle.OpenTime))
            _closes.Add(new DailyClose(_last.OpenTime, _last.Close));
        _first ??= candle;
        _last = candle;
        Candles++;
        if (!_feed.Session.Open.IsEmpty)
            _candlesInMarket++;
        _highestClose = Math.Max(_highestClose, candle.Close);
        _holdDrawdown = Math.Max(_holdDrawdown, (_highestClose - candle.Close) / _highestClose);
    }
}
