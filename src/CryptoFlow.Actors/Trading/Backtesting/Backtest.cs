using CryptoFlow.Messages;
using CryptoFlow.Trading.Strategies;

namespace CryptoFlow.Trading.Backtesting;

/// <summary>
/// Runs a strategy over stored candles, page by page; its memory does not grow with the number of candles. The same candles give the same trades as live trading,
/// because both run <see cref="TradingSession"/>.
/// </summary>
public static class Backtest
{
    /// <summary>Runs to the end of the range; blocks while the source reads.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="source">Source of the candles.</param>
    /// <param name="strategies">Creates the strategy.</param>
    /// <param name="money">Sizes and fees.</param>
    /// <param name="progress">Called after each page, on this thread.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="BacktestException">There are no candles in the range, required funding rates are not known, or the figures overflow.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static BacktestResult Run(
        BacktestRequest request,
        ICandleSource source,
        StrategyRegistry strategies,
        MoneyRules money,
        Action<BacktestProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var strategy = strategies.Create(request.Strategy);
        var run = new BacktestRun(strategy, money);
        var traded = new SeriesKey(request.Instrument, strategy.Traded);
        var range = RangeOf(request, traded, source, cancellation);
        var context = strategy.Context.Select(interval => new ContextReader(new SeriesKey(request.Instrument, interval), source, range.From)).ToList();

        var funding = new BacktestFunding(request.Instrument, source);

        for (var read = range.From - 1; source.ReadForward(traded, read, range.To, cancellation) is { IsEmpty: false } page;)
        {
            read = page[^1].OpenTime;
            foreach (var reader in context)
                reader.Add(run, read, cancellation);
            foreach (ref readonly var candle in page.AsSpan())
            {
                funding.AddTo(run, in candle, cancellation);
                run.Add(in candle);
            }

            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke(new BacktestProgress(run.Candles, (double)(read - range.From) / Math.Max(1, range.To - range.From)));
        }

        if (run.Candles == 0)
            throw NothingIn(request, traded);
        progress?.Invoke(new BacktestProgress(run.Candles, 1));
        var result = run.Result(request);
        FiniteFigures.Require(result);
        return result;
    }

    /// <summary>The range of a request, cut to the stored candles: [first, last + 1 ms).</summary>
    public static TimeRange RangeOf(BacktestRequest request, SeriesKey traded, ICandleSource source, CancellationToken cancellation)
    {
        if (source.ReadForward(traded, -1, long.MaxValue, cancellation) is not [var oldest, ..])
            throw new BacktestException(BacktestFailure.UnknownSeries, $"There are no candles of {traded}.");
        var from = request.From ?? Interval.D1.Ceiling(oldest.OpenTime);
        var last = source.ReadLast(traded, request.To ?? long.MaxValue, cancellation);
        return last?.OpenTime >= from ? new TimeRange(from, last.Value.OpenTime + 1) : throw NothingIn(request, traded);
    }

    private static BacktestException NothingIn(BacktestRequest request, SeriesKey traded) => new(
        BacktestFailure.EmptyRange,
        $"There are no candles of {traded} from {request.From?.ToString() ?? "their first whole day (UTC)"} to {request.To?.ToString() ?? "their end"}.");

    /// <summary>Reads the stored candles of one context series up to the current traded candle.</summary>
    private sealed class ContextReader(SeriesKey series, ICandleSource source, long from)
    {
        private long _read = from - 1;

        public void Add(BacktestRun run, long upTo, CancellationToken cancellation)
        {
            while (source.ReadForward(series, _read, upTo, cancellation) is { IsEmpty: false } page)
            {
                _read = page[^1].OpenTime;
                foreach (ref readonly var candle in page.AsSpan())
                    run.AddContext(series.Interval, in candle);
            }
        }
    }
}
