using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading.Backtesting;

/// <summary>The stored candles of one context interval, ascending.</summary>
public sealed record ContextCandles(Interval Interval, ImmutableArray<Candle> Candles);

/// <summary>Candles of one instrument in memory. The look-ahead audit runs on them many times.</summary>
/// <param name="Traded">Stored candles of the traded interval, ascending.</param>
/// <param name="Context">Stored candles of the context intervals.</param>
public sealed record CandleList(ImmutableArray<Candle> Traded, ImmutableArray<ContextCandles> Context)
{
    /// <summary>Reads the candles that a backtest of the request would read.</summary>
    /// <exception cref="BacktestException">There are no candles in the range.</exception>
    public static CandleList Read(BacktestRequest request, ICandleSource source, IStrategy strategy, CancellationToken cancellation)
    {
        var traded = new SeriesKey(request.Instrument, strategy.Traded);
        var range = Backtest.RangeOf(request, traded, source, cancellation);
        return new CandleList(
            All(source, traded, range, cancellation),
            [.. strategy.Context.Select(i => new ContextCandles(i, All(source, new SeriesKey(request.Instrument, i), range, cancellation)))]);
    }

    /// <summary>Runs a strategy over the candles, without funding.</summary>
    /// <param name="strategy">A new strategy without candles.</param>
    /// <param name="money">Sizes and fees.</param>
    public IEnumerable<CandleOutcome> Replay(IStrategy strategy, MoneyRules money)
    {
        var run = new BacktestRun(strategy, money);
        foreach (var (interval, candles) in Context)
        {
            foreach (var candle in candles)
                run.AddContext(interval, in candle);
        }

        foreach (var candle in Traded)
            yield return run.Add(in candle);
    }

    private static ImmutableArray<Candle> All(ICandleSource source, SeriesKey series, TimeRange range, CancellationToken cancellation)
    {
        var all = ImmutableArray.CreateBuilder<Candle>();
        for (var read = range.From - 1; source.ReadForward(series, read, range.To, cancellation) is { IsEmpty: false } page; read = page[^1].OpenTime)
            all.AddRange(page);
        return all.ToImmutable();
    }
}
