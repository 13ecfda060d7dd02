using System.Collections.Immutable;

namespace CryptoFlow.Trading.Backtesting;

/// <summary>Candles in memory, of one instrument: what the look-ahead audit runs on again and again.</summary>
/// <param name="Lower">Stored lower candles, ascending.</param>
/// <param name="StoredHigher">Stored higher candles, ascending.</param>
public sealed record CandleList(ImmutableArray<Candle> Lower, ImmutableArray<Candle> StoredHigher)
{
    /// <summary>Reads what a backtest of the request reads.</summary>
    /// <exception cref="BacktestException">There is nothing to run on.</exception>
    public static CandleList Read(BacktestRequest request, ICandleSource source, IStrategy strategy, CancellationToken cancellation)
    {
        var lower = new SeriesKey(request.Instrument, strategy.Lower);
        var range = Backtest.RangeOf(request, lower, source, cancellation);
        return new CandleList(
            All(source, lower, range, cancellation),
            All(source, new SeriesKey(request.Instrument, strategy.Higher), range, cancellation));
    }

    /// <summary>Runs a strategy over them.</summary>
    /// <param name="strategy">Fresh: no candle was given to it yet.</param>
    /// <param name="money">Sizes and fees.</param>
    public IEnumerable<CandleOutcome> Replay(IStrategy strategy, MoneyRules money)
    {
        var run = new BacktestRun(strategy, money);
        foreach (var candle in StoredHigher)
            run.AddStoredHigher(in candle);
        foreach (var candle in Lower)
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
